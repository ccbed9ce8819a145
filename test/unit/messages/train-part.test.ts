import { describe, expect, it } from 'vitest';
import { card } from '../../../src/messages/card/card.ts';
import { releaseStory, successStory } from '../../support/release-story.ts';
import { find, view } from './told.ts';

const partOf = (channel: string, approves: string[] = []) => ({
  partOf: { train: 'r9', number: 9, channel, ...(approves.length > 0 ? { approves } : {}) },
});
const { channel } = successStory().plan.target;

describe('a release of a train', () => {
  it('is reported in the thread of the train, whose own report the channel sees', () => {
    expect(find(successStory(partOf(channel)), 'report')).toMatchObject({ kind: 'report', broadcast: false });
  });

  it('is reported to its own channel where that is another one', () => {
    expect(find(successStory(partOf('C0ELSEWHERE')), 'report')).toMatchObject({ broadcast: true });
  });

  it('says before it is approved for which places that counts too', () => {
    const dialog = (approves: string[]) => {
      const story = releaseStory(partOf(channel, approves));
      return JSON.stringify(card(story.release, story.now, view).blocks);
    };
    expect(dialog(['global/eu', 'global/us', 'global/ap'])).toMatch(
      /"confirm":.*It counts for global\/eu, global\/us and global\/ap too\./,
    );
    expect(dialog([])).not.toContain('It counts for');
  });
});

import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { movedNote, raisedNote } from '../../../src/words/elsewhere.ts';
import { successStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const release = foldLog(successStory().events);

describe('what is said where a release cannot be told in its channel', () => {
  it.each([
    ['is_archived', 'was archived'],
    ['not_in_channel', 'no longer has Sluice as a member'],
    ['channel_not_found', 'is gone'],
    ['<!channel>', "doesn't accept messages from Sluice"],
  ])('why, by its code: %s', (code, words) => {
    const note = movedNote(release, 'C0RELEASES', code);
    expectSound(note);
    expect(wordsOf(note)).toContain(`continues here: <#C0RELEASES> ${words}`);
    expect(wordsOf(note)).not.toContain('<!channel>');
  });

  it('a channel by its name, whatever the name', () => {
    const note = movedNote(release, `<!here>*${'x'.repeat(5000)}`, 'is_archived');
    expectSound(note);
    expect(wordsOf(note)).toContain('#&lt;!here&gt;∗xxx');
  });

  it('who was called past Slack, and when', () => {
    const note = raisedNote(Date.UTC(2026, 10, 21, 9, 30), 'webhook');
    expectSound(note);
    expect(note.text).toContain('by webhook 2026-11-21 09:30 UTC');
  });
});

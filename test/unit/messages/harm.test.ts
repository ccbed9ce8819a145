import { describe, expect, it } from 'vitest';
import { harmOf, harmSentence } from '../../../src/words/harm.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';

describe('what a version that was rolled back has cost', () => {
  it('is what failed beyond stable’s rate, from the first look with it until the traffic was back, and its largest share', () => {
    const told = rollbackStory();
    const back = told.events.find(({ type }) => type === 'undo.done')?.at ?? 0;
    // 72 of 3,420 failed; at stable's 1 of 1,000 it would have been 3.4, and the 60 good ones before count for it.
    expect(harmOf(told.release, back)).toEqual({ requests: 69, forMs: 2400, reach: 25 });
    expect(harmSentence(told.release, back).plain).toBe(
      'About 69 requests failed beyond the rate of 2.4.1, within 2.4 s, at no more than 25 % of the traffic.',
    );
  });

  it('is nothing where the new version failed no more than the old one, whatever it was rolled back for', () => {
    const told = successStory();
    expect(harmOf(told.release, told.now)).toBeNull();
    const alike = releaseStory().approve().start().steps(2).begin().measure(1000, 1);
    expect(harmSentence(alike.release, alike.now).plain).toBe('');
  });
});

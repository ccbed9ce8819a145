import { describe, expect, it } from 'vitest';
import { toPayload } from '../../../src/messages/blocks/blocks.ts';
import { mika, ren } from '../../support/people.ts';
import { type ReleaseStory, releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, wordsOf } from '../../support/slack-words.ts';
import { cardOf } from './told.ts';

describe('the card while it rolls back', () => {
  const back = () => {
    const story = releaseStory({ from: '2.4.1', to: '2.5.0' }).approve().start().until(5).steps(2).begin();
    return story.measure(3420, 72).rollBack('unhealthy');
  };

  it('says why, and what is undone now', () => {
    const words = wordsOf(cardOf(back().after(400).tell({ type: 'undo.done', index: 0, note: '' })));
    expect(words).toContain('🔴 Rolling back to 2.4.1');
    expect(words).toContain(
      'Errors on 2.5.0 were 2.1 % of 3,420 requests, 21 × those of 2.4.1 at the same time (0.1 %)',
    );
    expect(words).toContain(
      '✓ all traffic to 2.4.1\n→ remove the candidate, once requests under way to 2.5.0 have ended\n· restore routing',
    );
  });

  it('says when it is stuck, for how long, and what to do by hand', () => {
    const story = back()
      .after(1000)
      .tell({ type: 'undo.retrying', index: 0, error: 'Kubernetes API: 503' })
      .after(60_000);
    const message = cardOf(story);
    const words = wordsOf(message);
    expect(words).toContain('🔴 Rollback to 2.4.1 is stuck');
    expect(words).toContain('Stuck at “all traffic to 2.4.1” for 1 min 1 s: Kubernetes API: 503.');
    expect(words).toContain(
      'By hand, in cluster eu-1 (set the weight of 2.4.1 to 100 and that of the candidate to 0; where routes named sluice-candidate or ˋmirrorsˋ lead to it, remove these):',
    );
    expect(words).toContain('kubectl -n shop edit virtualservice checkout');
    expect(buttonsOf(message)).toEqual(['ack_stuck', 'retry_now', 'open_dashboard', 'open_logs']);
    const seen = cardOf(story.tell({ type: 'acknowledged', by: mika }));
    expect(wordsOf(seen)).toContain('<@U0MIKA> is handling it.');
    expect(buttonsOf(seen)).toEqual(['retry_now', 'take_over', 'open_dashboard', 'open_logs']);
    expect(JSON.stringify(seen.blocks)).toContain('Sluice stops trying to roll back to 2.4.1');
  });
});

/** 2.5.0 has a quarter of the traffic, and its cluster does not answer. */
function stuckStory(): ReleaseStory {
  const story = releaseStory({ from: '2.4.1', to: '2.5.0' }).approve().start().until(5).steps(2).begin();
  story.measure(3420, 72).rollBack('unhealthy').after(1000);
  return story.tell({ type: 'undo.retrying', index: 0, error: 'no answer' }).after(60_000);
}

describe('the card of a release whose workload was scaled to 0', () => {
  it('does not say that anything runs or takes traffic', () => {
    const story = successStory().tell({ type: 'pods.lacking', detail: 'somebody has scaled it to 0', idle: true });
    const words = wordsOf(cardOf(story));
    expect(words).toContain('where checkout is scaled to 0');
    expect(words).not.toContain('takes all traffic');
  });
});

describe('the card at the end', () => {
  const decided = ['approve', 'reject', 'pause', 'resume', 'promote', 'rollback', 'hold_wait', 'hold_go', 'ack_stuck'];

  it.each([
    ['success', () => successStory(), '✅ Released in 10 min'],
    ['rollback', () => rollbackStory(), '🔴 Rolled back to 2.4.1 after'],
    [
      'rejection',
      () => releaseStory().finish('rejected', mika, 'not on a Friday'),
      '<@U0MIKA> rejected it: not on a Friday.',
    ],
    ['expiry', () => releaseStory().after(1_800_000).finish('expired'), 'Nobody approved it within 30 min.'],
    ['withdrawal', () => releaseStory().finish('withdrawn', ren), '<@U0REN> withdrew it.'],
    [
      'handing over',
      () => stuckStory().finish('handed-over', ren, 'no answer'),
      '🟠 Not rolled back: handed over after',
    ],
  ])('after a %s it has words and no button that decides', (_name, tell, expected) => {
    const message = cardOf(tell());
    expect(wordsOf(message)).toContain(expected);
    expect(buttonsOf(message).filter((id) => decided.includes(id))).toEqual([]);
    expect(toPayload(message).attachments).toHaveLength(1);
  });

  it('says what a person has taken on, and no more than is true of the traffic', () => {
    const words = wordsOf(cardOf(stuckStory().finish('handed-over', ren, 'no answer')));
    expect(words).toContain("The rollback to 2.4.1 couldn't be completed: no answer.");
    expect(words).toContain(
      "<@U0REN> has taken it over, and Sluice won't do anything more: 2.5.0 may still be running in production, with up to 25 % of the traffic.",
    );
    const restored = stuckStory().tell({ type: 'undo.done', index: 0, note: '' });
    restored.tell({ type: 'undo.retrying', index: 1, error: 'no answer' }).finish('handed-over', ren, 'no answer');
    expect(wordsOf(cardOf(restored))).toContain('2.5.0 may still be running in production.');
  });

  it('says after a rollback that nothing is left', () => {
    expect(wordsOf(cardOf(rollbackStory()))).toContain('All traffic is on 2.4.1; nothing is left of 2.5.0.');
  });
});

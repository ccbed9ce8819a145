import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { card } from '../../../src/messages/card/card.ts';
import { releaseLine } from '../../../src/words/release-line.ts';
import { mika, ren } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, wordsOf } from '../../support/slack-words.ts';
import { cardOf, view } from './told.ts';

describe("the card while it's waiting for approval", () => {
  it('says all that is needed to decide', () => {
    const words = wordsOf(cardOf(releaseStory()));
    expect(words).toContain('*checkout 2.4.1 → production*');
    expect(words).toContain('Waiting for approval');
    expect(words).toContain('From 2.4.0 (running since <!date^1794924120^');
    expect(words).toContain('· canary · about 12 min');
    expect(words).toContain('Requested by <@U0AOI>: “new tax rules, JIRA-812”');
    expect(words).toContain('traffic 1 % → 5 → 25 → 50 → 100, watching for 2 min each   _undo: all traffic to 2.4.0_');
    expect(words).toContain('Watched: errors ≤ 1 %, p99 ≤ 2 × stable, restarts');
    expect(words).toContain('✓ tests (CI #4411)');
    expect(words).toContain('Needs 1 of <!subteam^S0LEADS>, not <@U0AOI>');
    expect(words).toContain('image sha256:4be1…9f · plan 7c21 · release #142');
  });

  it('promises no limit on what the settings of its metrics do not ask for', () => {
    const signals = examplePlan().target.signals?.slice(0, 1);
    const queries = { template: 'http', latency: null };
    const metrics = { kind: 'prometheus', url: 'http://prometheus', queries };
    for (const target of [{ metrics, ...(signals && { signals }) }, { metrics }]) {
      expect(wordsOf(cardOf(releaseStory({ target })))).toMatch(/Watched: errors ≤ 1 %, restarts$/m);
    }
    const none = wordsOf(cardOf(releaseStory({ target: { metrics: { kind: 'none' }, signals: [] } })));
    expect(none).toContain('Watched: only crashes and restarts');
  });

  it('promises no limit by which its judge cannot send the release back', () => {
    const { signals = [], analysis } = examplePlan().target;
    const threshold = { analysis: { ...analysis, judge: 'threshold' as const } };
    const listed = { ...threshold, signals: signals.map((signal) => ({ ...signal, judge: 'threshold' as const })) };
    for (const target of [threshold, listed]) {
      const words = wordsOf(cardOf(releaseStory({ target: { signals: undefined, ...target } })));
      expect(words).toMatch(/Watched: errors ≤ 1 %, restarts$/m);
    }
  });

  it('asks once more in production, naming the very plan and image', () => {
    const message = cardOf(releaseStory());
    expect(buttonsOf(message)).toEqual(['approve', 'reject', 'open_diff']);
    expect(JSON.stringify(message.blocks)).toContain('This exact plan (7c21), this image (sha256:4be1…9f).');
    const staging = cardOf(releaseStory({ target: { environment: 'staging', protected: false } }));
    expect(JSON.stringify(staging.blocks)).not.toContain('"confirm"');
  });

  it('counts the approvals so far', () => {
    const approval = { ...examplePlan().target.approval, required: 2 };
    const words = wordsOf(cardOf(releaseStory({ target: { approval } }).approve()));
    expect(words).toContain('1 of 2: <@U0MIKA>');
  });

  it('shows a gate that a person must pass, and notes on the plan', () => {
    const gates = [{ gate: 'window', answer: 'needs-person' as const, code: 'x', label: 'after hours', detail: '' }];
    const words = wordsOf(cardOf(releaseStory({ gates, notes: ['No traffic router: shares are those of the pods.'] })));
    expect(words).toContain('✋ after hours');
    expect(words).toContain('*Good to know*\n• No traffic router: shares are those of the pods.');
  });
});

describe('the card of a release that waits for nobody any more', () => {
  const free = { approval: { ...examplePlan().target.approval, required: 0, groups: [] }, protected: false };

  it('says from its first post on that it starts, and asks nobody', () => {
    const message = cardOf(releaseStory({ target: free }));
    expect(wordsOf(message)).toContain('▶ Starting');
    expect(`${message.text}${wordsOf(message)}`).not.toMatch(/approv|Needs|expires/i);
    expect(buttonsOf(message)).toEqual(['open_diff']);
  });

  it('asks nobody either once all have approved', () => {
    const message = cardOf(releaseStory().approve());
    expect(wordsOf(message)).toContain('▶ Starting');
    expect(wordsOf(message)).toContain('approved by <@U0MIKA>');
    expect(buttonsOf(message)).toEqual(['open_diff']);
  });

  it('says so where somebody has withdrawn it before it began', () => {
    const words = wordsOf(cardOf(releaseStory({ target: free }).tell({ type: 'abort.asked', by: ren, reason: null })));
    expect(words).toContain('↩ Being withdrawn · requested by <@U0REN>');
  });

  it('never needs 0 of anybody, wherever the release is', () => {
    const story = releaseStory({ target: free });
    const { events } = successStory({ target: free });
    const rolledBack = rollbackStory({ target: free });
    for (const all of [story.events, events, rolledBack.events]) {
      for (let count = 1; count <= all.length; count += 1) {
        const told = foldLog(all.slice(0, count));
        const message = card(told, story.now, view);
        expect(`${message.text}${wordsOf(message)}`).not.toMatch(/Needs 0|Waiting for approval/);
        expect(buttonsOf(message)).not.toContain('approve');
        expect(releaseLine(told, story.now).plain).not.toContain('waiting for approval');
      }
    }
  });
});

describe('the card while it runs', () => {
  const running = () => releaseStory().approve().start().until(5).steps(2).begin().after(40_000);

  it('shows the share, what is next and when, and both versions side by side', () => {
    const words = wordsOf(cardOf(running().measure(1240, 2)));
    expect(words).toContain('▶ 25 % of traffic · 4 min in');
    expect(words).toContain('▓▓▓▓▓░░░░░░░░░░░░░░░ 25 %   next: 50 % in 1 min 20 s');
    expect(words).toMatch(/errors {4}0\.16 % {2}0\.1 %/);
    expect(words).toMatch(/p99 {7}182 ms {2}176 ms/);
    expect(words).toContain('1,240 of 2,240 requests went to 2.4.1');
  });

  it('offers to pause, promote and roll back, and asks again in production', () => {
    const message = cardOf(running());
    expect(buttonsOf(message)).toEqual(['pause', 'promote', 'rollback', 'open_dashboard']);
    expect(JSON.stringify(message.blocks)).toContain('Send all traffic in production back to 2.4.0 and remove 2.4.1?');
  });

  it('says who has paused it and what comes of that', () => {
    const message = cardOf(running().tell({ type: 'paused', by: ren }));
    expect(wordsOf(message)).toContain('⏸ Paused · 25 % of traffic');
    expect(wordsOf(message)).toContain('Paused by <@U0REN>');
    expect(buttonsOf(message)).toEqual(['resume', 'promote', 'rollback', 'open_dashboard']);
  });

  it('says what a step is being retried for', () => {
    const story = running().tell({ type: 'step.retrying', index: 8, error: 'Kubernetes API: 503' });
    expect(wordsOf(cardOf(story))).toContain('Still trying (watch for 2 min, 40 s): Kubernetes API: 503');
  });

  it('says that pods are lacking until they are there', () => {
    const story = running().tell({ type: 'pods.lacking', detail: 'the cluster makes no pods: exceeded quota: q' });
    const words = '2.4.1 has fewer pods than planned: the cluster makes no pods: exceeded quota: q.';
    expect(wordsOf(cardOf(story))).toContain(words);
    expect(wordsOf(cardOf(story.tell({ type: 'pods.lacking', detail: null })))).not.toContain('fewer pods');
  });

  it('offers nothing more once somebody has asked to go back', () => {
    const message = cardOf(running().tell({ type: 'abort.asked', by: mika, reason: null }));
    expect(wordsOf(message)).toContain('Rolling back to 2.4.0 · requested by <@U0MIKA>');
    expect(buttonsOf(message)).toEqual(['open_dashboard']);
  });

  it('counts steps where there is no share of traffic', () => {
    const plan = examplePlan();
    const steps = plan.steps.filter(({ action }) => ['workload.update', 'verify.clean'].includes(action.kind));
    const story = releaseStory({ plan: { ...plan, strategy: 'rolling', steps } })
      .approve()
      .start()
      .begin();
    expect(wordsOf(cardOf(story))).toContain('▶ update 2.4.0 pods to 2.4.1');
    expect(wordsOf(cardOf(story))).toContain('step 1 of 2');
  });
});

describe('the card on hold', () => {
  const held = () => releaseStory().approve().start().until(1).steps(1).begin().after(200_000);

  it('says how little it knows, what happens without an answer, and what can be answered', () => {
    const message = cardOf(held().inconclusive('too-few-requests').hold('too-few-requests'));
    const words = wordsOf(message);
    expect(words).toContain('✋ Needs a person · 5 % of traffic');
    expect(words).toContain('Only 14 requests reached 2.4.1 in 3 min 20 s: too few to tell (needs at least 300).');
    expect(words).toContain('Without an answer it rolls back to 2.4.0 at <!date^');
    expect(words).toContain('(in 10 min)');
    expect(words).toContain('[Wait 2 min longer] [Send 25 %] [Roll back]');
    expect(buttonsOf(message)).toEqual(['hold_wait', 'hold_go', 'rollback']);
  });

  it.each([
    ['no-data', 'There are no figures for 2.4.1'],
    ['query-failed', "The metrics of 2.4.1 can't be read: timeout"],
    ['both-over-limit', "Both versions are over a limit, so there's no telling whether 2.4.1 is healthy: timeout"],
    ['pause-expired', 'has been paused for 30 min'],
  ] as const)('has words for %s', (code, expected) => {
    expect(wordsOf(cardOf(held().hold(code, 'timeout')))).toContain(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { mika, ren } from '../../support/people.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';
import { find, notes, running, told, view } from './told.ts';

describe('what people must be told in between', () => {
  it('reminds the approvers', () => {
    const words = wordsOf(
      find(releaseStory().after(600_000).tell({ type: 'approval.reminded' }), 'alert:reminder').message,
    );
    expect(words).toContain('is still waiting for approval · production · <!subteam^S0LEADS>');
    expect(words).toContain('It expires <!date^');
  });

  it('calls nobody any more, and says so, once it is decided', () => {
    const reminded = () => releaseStory().after(600_000).tell({ type: 'approval.reminded' });
    const approved = find(reminded().after(1000).approve(mika), 'alert:reminder').message;
    expect(wordsOf(approved)).toContain('was waiting for approval · production');
    expect(wordsOf(approved)).toContain('It was approved (#142).');
    expect(JSON.stringify(approved)).not.toContain('S0LEADS');
    expect(wordsOf(find(reminded().finish('expired'), 'alert:reminder').message)).toContain('It expired');
  });

  it('asks when a release is held, and takes the buttons away once it is answered', () => {
    const story = running().after(200_000).inconclusive('too-few-requests').hold('too-few-requests');
    const key = `alert:hold:${story.events.length}`;
    expect(buttonsOf(find(story, key).message)).toEqual(['hold_wait', 'hold_go', 'rollback']);
    expect(wordsOf(find(story, key).message)).toContain('<@U0AOI> <!subteam^S0ONCALL>');
    story.after(1000).tell({ type: 'hold.closed', by: mika, answer: 'wait' });
    expect(buttonsOf(find(story, key).message)).toEqual([]);
    expect(notes(story).at(-1)).toBe('<@U0MIKA> decided to wait longer.');
    expect(wordsOf(find(story, key).message)).toContain('<@U0MIKA> decided to wait longer.');
  });

  it('says of a question that the figures themselves have answered it', () => {
    const story = running().after(200_000).inconclusive('query-failed').hold('query-failed');
    const key = `alert:hold:${story.events.length}`;
    story.after(1000).tell({ type: 'hold.closed', by: null, answer: 'resolved' });
    expect(buttonsOf(find(story, key).message)).toEqual([]);
    expect(wordsOf(find(story, key).message)).toContain('The figures for 2.5.0 allow it now; continuing.');
  });

  it('waits with the alert of a rollback until the traffic is back, but not for long', () => {
    const story = running().measure(3420, 72).rollBack('unhealthy');
    const keys = () => told(story).map(({ key }) => key);
    expect(keys()).not.toContain('alert:rollback');
    expect(wordsOf(find(story.after(3000), 'alert:rollback').message)).toContain(
      'Traffic is on its way back to 2.4.1.',
    );
    story.tell({ type: 'undo.done', index: 0, note: '' });
    expect(wordsOf(find(story, 'alert:rollback').message)).toContain('Traffic was back on 2.4.1 after 3 s');
    expect(wordsOf(find(story, 'alert:rollback').message)).toContain('What is left of 2.5.0 is being removed.');
  });

  it('calls people to a rollback that is stuck, and the next ones as long as nobody takes it', () => {
    const story = running().measure(3420, 72).rollBack('unhealthy');
    story.tell({ type: 'undo.retrying', index: 0, error: 'Kubernetes API: 503' });
    const stuck = () => told(story).flatMap(({ key }) => (key.startsWith('alert:stuck') ? [key] : []));
    expect(stuck()).toEqual([]);
    story.after(10_000);
    expect(stuck()).toEqual(['alert:stuck:0:0']);
    const { message } = find(story, 'alert:stuck:0:0');
    expect(wordsOf(message)).toContain('rollback to 2.4.1 is stuck · production · <@U0AOI> <!subteam^S0ONCALL>');
    expect(wordsOf(message)).toContain('kubectl -n shop edit virtualservice checkout');
    expect(buttonsOf(message)).toEqual(['ack_stuck', 'retry_now']);
    story.after(600_000);
    expect(stuck()).toEqual(['alert:stuck:0:0', 'alert:stuck:0:1', 'alert:stuck:0:2']);
    story.tell({ type: 'acknowledged', by: mika }).after(900_000);
    expect(stuck()).toHaveLength(3);
    story.undone();
    expect(stuck()).toHaveLength(3);
    expect(wordsOf(find(story, 'alert:stuck:0:0').message)).toContain("It's moving again.");
    expect(buttonsOf(find(story, 'alert:stuck:0:0').message)).toEqual([]);
  });
});

describe('the notes of the thread', () => {
  it('tell each share with its figures, and no single measurement', () => {
    const story = successStory();
    expect(notes(story)).toEqual([
      '<@U0MIKA> approved.',
      'Started: 2.4.0 → 2.4.1 in production.',
      'Candidate 2.4.1 started (1 pod), ready after 1.5 s.',
      '1 % for 2 min: healthy, 0 % errors of 10 requests, p99 182 ms; 2.4.0 had 0.1 %, 176 ms.',
      '5 % for 2 min: healthy, 0 % errors of 50 requests, p99 182 ms; 2.4.0 had 0.1 %, 176 ms.',
      '25 % for 2 min: healthy, 0 % errors of 250 requests, p99 182 ms; 2.4.0 had 0.1 %, 176 ms.',
      '50 % for 2 min: healthy, 0 % errors of 500 requests, p99 182 ms; 2.4.0 had 0.1 %, 176 ms.',
      '100 % for 2 min: healthy, 0 % errors of 1,000 requests, p99 182 ms; 2.4.0 had 0.1 %, 176 ms.',
      'The 2.4.0 pods run 2.4.1 now (1.5 s).',
    ]);
  });

  it('tell what people did', () => {
    const story = running().tell({ type: 'paused', by: ren }).tell({ type: 'resumed', by: mika });
    story.tell({ type: 'promoted', by: mika });
    expect(notes(story).slice(-3)).toEqual([
      '<@U0REN> paused at 25 % of traffic on 2.5.0.',
      '<@U0MIKA> resumed.',
      '<@U0MIKA> promoted 2.5.0: the remaining watch time is skipped.',
    ]);
  });

  it('tell why, where people said so', () => {
    const story = running().tell({ type: 'paused', by: ren, reason: '<lunch>' });
    story.tell({ type: 'resumed', by: mika, reason: 'fed' }).tell({ type: 'promoted', by: mika, reason: 'it is late' });
    expect(notes(story).slice(-3)).toEqual([
      '<@U0REN> paused at 25 % of traffic on 2.5.0: “&lt;lunch&gt;”.',
      '<@U0MIKA> resumed: “fed”.',
      '<@U0MIKA> promoted 2.5.0: “it is late”. The remaining watch time is skipped.',
    ]);
  });

  it('tell of a stage that was skipped that nothing was measured', () => {
    const story = running().tell({ type: 'promoted', by: mika });
    const baking = story.release.step?.index ?? 0;
    story.tell({ type: 'step.done', index: baking, note: 'promoted by hand' });
    for (const index of [baking + 1, baking + 2]) {
      story.tell({ type: 'step.started', index }).tell({ type: 'step.done', index, note: 'promoted by hand' });
    }
    expect(notes(story).at(-1)).toBe('25 % for 0 s: promoted by hand, not measured.');
  });

  it('tell an error only once it has lasted', () => {
    const story = running().tell({ type: 'step.retrying', index: 8, error: 'Kubernetes API: 503' });
    expect(notes(story.after(5000)).join()).not.toContain('503');
    expect(notes(story.after(5000)).at(-1)).toContain(
      "Can't continue with “watch for 2 min” for now: Kubernetes API: 503.",
    );
  });
});

describe('pods that are lacking', () => {
  it('are told with why, and once more when they are there', () => {
    const story = running().tell({
      type: 'pods.lacking',
      detail: 'the cluster makes no pods: exceeded quota: compute',
    });
    expect(notes(story).at(-1)).toBe(
      '2.5.0 has fewer pods than planned: the cluster makes no pods: exceeded quota: compute.',
    );
    story.tell({ type: 'pods.lacking', detail: null });
    expect(notes(story).at(-1)).toBe('2.5.0 has all of its pods again.');
  });

  it('are none where somebody has scaled the workload to 0, until it has some', () => {
    const story = running().tell({
      type: 'pods.lacking',
      detail: 'kubectl-scale has scaled Deployment checkout to 0',
      idle: true,
    });
    expect(notes(story).at(-1)).toBe(
      'Nothing of 2.5.0 runs, so there is nothing to watch: kubectl-scale has scaled Deployment checkout to 0.',
    );
    story.tell({ type: 'pods.lacking', detail: null, idle: false });
    expect(notes(story).at(-1)).toBe('2.5.0 has pods again.');
  });
});

describe('a mark that Sluice has not made', () => {
  it('is told with the object that it stood on, what it said, and whom to ask', () => {
    const marks = [{ object: 'VirtualService checkout', mark: 'r9/5' }];
    expect(notes(running().tell({ type: 'marks.ignored', marks })).at(-1)).toBe(
      "The mark on VirtualService checkout (`r9/5`) isn't one that Sluice made. It was ignored and replaced; ask whoever can write to the namespace shop.",
    );
  });

  it('is told without its words where it has none', () => {
    const story = running().tell({ type: 'marks.ignored', marks: [{ object: 'Deployment checkout', mark: '' }] });
    expect(notes(story).at(-1)).toContain("The mark on Deployment checkout isn't one that Sluice made. It was ignored");
  });
});

describe('reading the log again', () => {
  it.each([
    ['success', successStory()],
    ['rollback', rollbackStory()],
  ])('never takes back a key: %s', (_name, story) => {
    let before: string[] = [];
    for (let length = 1; length <= story.events.length; length++) {
      const events = story.events.slice(0, length);
      const keys = threadMessages(events, events.at(-1)?.at ?? 0, view).map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(before));
      before = keys;
    }
  });
});

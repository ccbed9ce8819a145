import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../src/domain/verdict.ts';
import { type ThreadMessage, threadMessages } from '../../../src/report/thread.ts';
import {
  mika,
  type ReleaseStory,
  releaseStory,
  ren,
  rollbackStory,
  successStory,
} from '../../support/release-story.ts';
import { buttonsOf, expectSound, wordsOf } from '../../support/slack-words.ts';

const groups: Record<string, string> = { 'payments-leads': 'S0LEADS', 'oncall-payments': 'S0ONCALL' };
const view = { directory: { groupId: (handle: string) => groups[handle] ?? null }, thread: 'https://chat.example/p1' };

function told(story: ReleaseStory): ThreadMessage[] {
  const messages = threadMessages(story.events, story.now, view);
  for (const { message } of messages) expectSound(message);
  expect(new Set(messages.map(({ key }) => key)).size).toBe(messages.length);
  return messages;
}

function find(story: ReleaseStory, key: string): ThreadMessage {
  const messages = told(story);
  const found = messages.find((message) => message.key === key);
  if (!found) throw new Error(`no ${key} among ${messages.map((message) => message.key).join(', ')}`);
  return found;
}

const notes = (story: ReleaseStory) =>
  told(story).flatMap(({ kind, message }) => (kind === 'note' ? [wordsOf(message)] : []));
const running = () =>
  releaseStory({ from: '2.4.1', to: '2.5.0' }).after(1000).approve().start().until(5).steps(2).begin();

describe('every way in which a release ends is told', () => {
  it('success: a report that the channel sees', () => {
    const report = find(successStory(), 'report');
    expect(report).toMatchObject({ kind: 'report', broadcast: true });
    expect(wordsOf(report.message)).toContain('*SUCCESS* in 10 min');
  });

  it('rollback by figures: an alert to those who must know, and a report', () => {
    const alert = find(rollbackStory(), 'alert:rollback');
    const words = wordsOf(alert.message);
    expect(alert.kind).toBe('alert');
    expect(words).toContain('🔴 *checkout 2.5.0* was rolled back to 2.4.1 · production · <@U0AOI> <!subteam^S0ONCALL>');
    expect(words).toContain(
      'Errors on 2.5.0 were 2.1 % of 3,420 requests, 21 × those of 2.4.1 at the same time (0.1 %); the limit is 1 %.',
    );
    expect(words).toContain(
      'Traffic was back on 2.4.1 after 0.4 s; about 72 of the 3,480 requests that 2.5.0 served failed.',
    );
    expect(words).toContain('Nothing is left of 2.5.0.');
    expect(buttonsOf(alert.message)).toEqual(['open_thread', 'open_dashboard', 'open_logs']);
    expect(alert.chart?.series.map(({ name }) => name)).toEqual(['2.5.0', '2.4.1']);
    expect(wordsOf(find(rollbackStory(), 'report').message)).toContain('*ROLLBACK*');
  });

  it.each<[Trouble['code'], string]>([
    ['crash-loop', 'crashes again and again'],
    ['restarted', 'crashed and was restarted'],
    ['image-pull', 'its image cannot be pulled'],
    ['oom-killed', 'used more memory than it may'],
    ['probe-failing', 'fails its health probe'],
    ['not-scheduled', 'finds no node'],
    ['progress-deadline', 'did not become ready in time'],
  ])('rollback by trouble %s', (code, expected) => {
    const words = wordsOf(find(running().trouble(code).undone(), 'alert:rollback').message);
    expect(words).toContain('Pod checkout-candidate-7d9f-x2x4 of 2.5.0');
    expect(words).toContain(expected);
  });

  it('rollback before any traffic says that users stayed where they were', () => {
    const story = releaseStory({ from: '2.4.1', to: '2.5.0' }).approve().start().steps(1).begin();
    const words = wordsOf(find(story.trouble('image-pull').undone(), 'alert:rollback').message);
    expect(words).toContain('No traffic had been sent to 2.5.0; users stayed on 2.4.1.');
  });

  it('rollback by a deadline, a failed step or a question nobody answered', () => {
    const alertOf = (story: ReleaseStory) => wordsOf(find(story.undone(), 'alert:rollback').message);
    expect(alertOf(running().rollBack('deadline', { detail: 'it was not done in time' }))).toContain('took too long');
    expect(alertOf(running().rollBack('step-failed', { detail: 'the image is gone' }))).toContain('the image is gone');
    const asked = running().inconclusive('no-data').hold('no-data').after(600_000);
    expect(alertOf(asked.rollBack('hold-expired'))).toContain('Nobody answered the question about 2.5.0 in time');
  });

  it('rollback asked by a person names them and their reason', () => {
    const story = running().tell({ type: 'abort.asked', by: ren, reason: 'wrong build' });
    const words = wordsOf(
      find(story.rollBack('aborted', { by: ren, detail: 'wrong build' }).undone(), 'alert:rollback').message,
    );
    expect(words).toContain('<@U0REN> asked for it: wrong build.');
  });

  it('expiry: an alert to whoever asked', () => {
    const alert = find(releaseStory().after(1_800_000).finish('expired'), 'alert:expired');
    expect(alert.kind).toBe('alert');
    expect(wordsOf(alert.message)).toContain('was not approved in time · production · <@U0AOI>');
    expect(wordsOf(alert.message)).toContain('2.4.0 goes on running; nothing was changed.');
  });

  it.each(['rejected', 'withdrawn'] as const)('%s: a note to whoever asked that the channel sees', (outcome) => {
    const last = told(releaseStory().finish(outcome, mika, 'not on a Friday')).at(-1);
    expect(last).toMatchObject({ kind: 'note', broadcast: true });
    expect(last && wordsOf(last.message)).toContain(`<@U0AOI>: #142 was ${outcome}.`);
    expect(last && wordsOf(last.message)).toContain('not on a Friday');
  });
});

describe('what people must be told in between', () => {
  it('reminds the approvers', () => {
    const words = wordsOf(
      find(releaseStory().after(600_000).tell({ type: 'approval.reminded' }), 'alert:reminder').message,
    );
    expect(words).toContain('still waits for approval · production · <!subteam^S0LEADS>');
    expect(words).toContain('It expires <!date^');
  });

  it('asks when a release is held, and takes the buttons away once it is answered', () => {
    const story = running().after(200_000).inconclusive('too-few-requests').hold('too-few-requests');
    const key = `alert:hold:${story.events.length}`;
    expect(buttonsOf(find(story, key).message)).toEqual(['hold_wait', 'hold_go', 'rollback']);
    expect(wordsOf(find(story, key).message)).toContain('<@U0AOI> <!subteam^S0ONCALL>');
    story.after(1000).tell({ type: 'hold.closed', by: mika, answer: 'wait' });
    expect(buttonsOf(find(story, key).message)).toEqual([]);
    expect(notes(story).at(-1)).toBe('<@U0MIKA> decided to wait longer.');
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
    expect(wordsOf(find(story, 'alert:stuck:0:0').message)).toContain('It got on in the meantime.');
    expect(buttonsOf(find(story, 'alert:stuck:0:0').message)).toEqual([]);
  });
});

describe('a stuck rollback that a person takes over', () => {
  const taken = () => {
    const story = running().measure(3420, 72).rollBack('unhealthy');
    story.tell({ type: 'undo.retrying', index: 0, error: 'no answer' }).after(60_000);
    return story.tell({ type: 'acknowledged', by: mika }).after(1000).finish('handed-over', mika, 'no answer');
  };

  it('ends with a report that does not call it rolled back', () => {
    const report = find(taken(), 'report');
    expect(report).toMatchObject({ kind: 'report', broadcast: true });
    expect(wordsOf(report.message)).toContain('HANDED OVER');
    expect(wordsOf(report.message)).toContain(
      'The rollback could not be done (no answer) and is handed over to mika; Sluice does nothing more',
    );
  });

  it('leaves the command by hand on the alert, and no button', () => {
    const { message } = find(taken(), 'alert:stuck:0:0');
    expect(wordsOf(message)).toContain('<@U0MIKA> has taken it over; Sluice tries no more.');
    expect(wordsOf(message)).toContain('kubectl -n shop edit virtualservice checkout');
    expect(buttonsOf(message)).toEqual([]);
  });

  it('does not say in the alert that anything went back', () => {
    const words = wordsOf(find(taken(), 'alert:rollback').message);
    expect(words).toContain('could not be rolled back to 2.4.1');
    expect(words).toContain('2.5.0 may still run in production, with up to 25 % of the traffic.');
    expect(words).not.toContain('Nothing is left');
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
      '<@U0MIKA> promoted 2.5.0: the rest of the watching is skipped.',
    ]);
  });

  it('tell an error only once it has lasted', () => {
    const story = running().tell({ type: 'step.retrying', index: 8, error: 'Kubernetes API: 503' });
    expect(notes(story.after(5000)).join()).not.toContain('503');
    expect(notes(story.after(5000)).at(-1)).toContain(
      'Cannot go on with “watch for 2 min” for now: Kubernetes API: 503.',
    );
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

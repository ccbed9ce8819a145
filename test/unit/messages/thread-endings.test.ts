import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../src/domain/verdict.ts';
import { mika, ren } from '../../support/people.ts';
import { type ReleaseStory, releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { buttonsOf, wordsOf } from '../../support/slack-words.ts';
import { find, running, told } from './told.ts';

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
      'Traffic was back on 2.4.1 after 0.4 s; in all, about 72 of the 3,480 requests that 2.5.0 served failed.',
    );
    expect(words).toContain('Nothing is left of 2.5.0.');
    expect(buttonsOf(alert.message)).toEqual(['open_thread', 'open_dashboard', 'open_logs']);
    expect(alert.chart?.series.map(({ name }) => name)).toEqual(['2.5.0', '2.4.1']);
    expect(wordsOf(find(rollbackStory(), 'report').message)).toContain('*ROLLBACK*');
  });

  it('says of requests none of which failed that none did', () => {
    const words = wordsOf(find(running().measure(950, 0).rollBack('hold-expired').undone(), 'alert:rollback').message);
    expect(words).toMatch(/; in all, none of the [\d,]+ requests that 2\.5\.0 served failed\./);
  });

  it.each<[Trouble['code'], string]>([
    ['crash-loop', 'keeps crashing'],
    ['restarted', 'crashed and was restarted'],
    ['image-pull', "its image can't be pulled"],
    ['oom-killed', 'went over its memory limit'],
    ['probe-failing', 'is failing its health probe'],
    ['not-scheduled', "can't be scheduled"],
  ])('rollback by trouble %s', (code, expected) => {
    const words = wordsOf(find(running().trouble(code).undone(), 'alert:rollback').message);
    expect(words).toContain('Pod checkout-candidate-7d9f-x2x4 of 2.5.0');
    expect(words).toContain(expected);
  });

  it('rollback because Kubernetes has given the workload up names the workload, not a pod', () => {
    const trouble = { code: 'progress-deadline', pod: 'checkout-candidate', detail: 'has timed out' } as const;
    const story = running().tell({ type: 'trouble.seen', trouble }).rollBack('trouble', { trouble });
    const words = wordsOf(find(story.undone(), 'alert:rollback').message);
    expect(words).toContain("Deployment checkout-candidate didn't get 2.5.0 ready in time: has timed out.");
    expect(words).not.toContain('Pod ');
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

  it('rollback requested by a person names them and their reason', () => {
    const story = running().tell({ type: 'abort.asked', by: ren, reason: 'wrong build' });
    const words = wordsOf(
      find(story.rollBack('aborted', { by: ren, detail: 'wrong build' }).undone(), 'alert:rollback').message,
    );
    expect(words).toContain('<@U0REN> requested the rollback: wrong build.');
  });

  it('expiry: an alert to whoever asked', () => {
    const alert = find(releaseStory().after(1_800_000).finish('expired'), 'alert:expired');
    expect(alert.kind).toBe('alert');
    expect(wordsOf(alert.message)).toContain("wasn't approved in time · production · <@U0AOI>");
    expect(wordsOf(alert.message)).toContain('2.4.0 keeps running; nothing was changed.');
  });

  it.each(['rejected', 'withdrawn'] as const)('%s: a note to whoever asked that the channel sees', (outcome) => {
    const last = told(releaseStory().finish(outcome, mika, 'not on a Friday')).at(-1);
    expect(last).toMatchObject({ kind: 'note', broadcast: true });
    expect(last && wordsOf(last.message)).toContain(`<@U0AOI>: #142 was ${outcome}.`);
    expect(last && wordsOf(last.message)).toContain('not on a Friday');
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
      "The rollback couldn't be completed (no answer) and was handed over to mika; Sluice won't do anything more",
    );
  });

  it('leaves the command by hand on the alert, and no button', () => {
    const { message } = find(taken(), 'alert:stuck:0:0');
    expect(wordsOf(message)).toContain('<@U0MIKA> has taken it over; Sluice has stopped retrying.');
    expect(wordsOf(message)).toContain('kubectl -n shop edit virtualservice checkout');
    expect(buttonsOf(message)).toEqual([]);
  });

  it('does not say in the alert that anything went back', () => {
    const words = wordsOf(find(taken(), 'alert:rollback').message);
    expect(words).toContain("couldn't be rolled back to 2.4.1");
    expect(words).toContain('2.5.0 may still be running in production, with up to 25 % of the traffic.');
    expect(words).not.toContain('Nothing is left');
  });
});

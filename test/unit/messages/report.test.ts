import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { reportSchema } from '../../../src/messages/report/schema.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const view = { directory: { groupId: () => null }, thread: 'https://chat.example/p1' };

/** Where each of these stands in the text; fails where one is missing. */
function order(text: string, ...parts: string[]): number[] {
  return parts.map((part) => {
    expect(text).toContain(part);
    return text.indexOf(part);
  });
}

describe('the final report', () => {
  it('has summary, steps, metrics, people and links, in this order', () => {
    const message = reportMessage(reportOf(successStory().events), view);
    expectSound(message);
    const places = order(
      wordsOf(message),
      'Deployment report · *checkout 2.4.0 → 2.4.1* · canary · production · *SUCCESS* in 10 min',
      'share    requests  errors',
      'requested by <@U0AOI>',
      'Candidate 2.4.1 started',
      '[Markdown] [JSON] [What changed ↗] [Dashboard ↗] [Thread ↗]',
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('compares stable over the release with the last window of the candidate', () => {
    const { metrics } = reportOf(successStory().events);
    expect(metrics.before).toMatchObject({ requests: 5000, errors: 5, errorRatio: 0.001, successRatio: 0.999 });
    expect(metrics.after).toMatchObject({ requests: 1000, errors: 0, errorRatio: 0, successRatio: 1 });
    expect(metrics.after['p50']).toBeCloseTo(0.0455, 4);
    expect(metrics.after['p99']).toBeCloseTo(0.182, 6);
  });

  it('has a row for each share, with what stable did meanwhile, no wider than a phone', () => {
    const message = reportMessage(reportOf(successStory().events), view);
    const rows = wordsOf(message)
      .split('\n')
      .filter((line) => /^(?:share|\d+ %|· 2\.4\.0) {2}/.test(line));
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.length).toBeLessThanOrEqual(13);
    for (const row of rows) expect(row.length, row).toBeLessThanOrEqual(40);
    expect(rows.slice(-2).map((row) => row.split(/ {2,}/))).toEqual([
      ['100 %', '1,000', '0 %', '182 ms'],
      ['· 2.4.0', '1,000', '0.1 %', '176 ms'],
    ]);
  });

  it('has the figures of the verdict in the row of the last share, and says of which time they are', () => {
    const report = reportOf(rollbackStory().events);
    expect(report.cause?.sentence).toContain('2.1 % of 3,420 requests');
    const words = wordsOf(reportMessage(report, view));
    expect(words).toMatch(/25 % +3,420 +2\.1 %/);
    expect(words).toContain('2.5.0 at each share, and 2.4.1 meanwhile: all requests of that time (the last: 2 s)');
    expect(words).not.toContain('decided on');
    const decided = wordsOf(reportMessage({ ...report, decidedOnMs: 10_000 }, view));
    expect(decided).toContain('decided on the last 10 s of it');
  });

  it('counts nothing as "before" that was measured once stable took the new image', () => {
    const story = releaseStory().approve().start().until(100).begin().after(1000).measure(500, 0);
    expect(reportOf(story.events).metrics.before.requests).toBe(5000);
  });

  it('gives the reason of a rollback', () => {
    const report = reportOf(rollbackStory().events);
    expect(report.status).toBe('ROLLBACK');
    expect(report.cause).toEqual({
      code: 'unhealthy',
      sentence:
        'Errors on 2.5.0 were 2.1 % of 3,420 requests, 21 × those of 2.4.1 at the same time (0.1 %); the limit is 1 %.',
    });
    expect(wordsOf(reportMessage(report, view))).toContain('21 × those of 2.4.1');
  });

  it('says "no figures" as a dash', () => {
    const report = reportOf(releaseStory().approve().start().steps(1).rollBack('step-failed').undone().events);
    expect(wordsOf(reportMessage(report, view))).toMatch(/errors +– +–/);
  });

  it('is the same as JSON, which its own schema reads back', () => {
    const report = reportOf(successStory().events);
    expect(reportSchema.parse(JSON.parse(reportJson(report)))).toEqual(report);
  });

  it('is the same as Markdown, with nothing in it that Markdown would read', () => {
    const text = reportMarkdown(reportOf(rollbackStory({ reason: '<img src=x> | [a](b) `c` *d*' }).events));
    expect(text).toMatch(/^# Deployment report: checkout 2\.4\.1 → 2\.5\.0\n\n\*\*ROLLBACK\*\* in 4 min/);
    expect(text).toContain('| errors | 0.1 % | 2.1 % |');
    expect(text).toContain('requested by aoi: &lt;img src=x&gt; \\| \\[a\\]\\(b\\) \\`c\\` \\*d\\*');
    expect(text).toContain('- [Dashboard](<https://graphs.example/checkout?env=production>)');
  });

  it.each(['rejected', 'expired', 'withdrawn'] as const)('exists for a release that was %s, too', (outcome) => {
    const report = reportOf(releaseStory().finish(outcome).events);
    expect(report.status).toBe(outcome.toUpperCase());
    expect(report.cause?.code).toBe(outcome);
    expect(report.durationMs).toBeNull();
  });
});

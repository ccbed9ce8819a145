import { describe, expect, it } from 'vitest';
import type { Finding, Verdict } from '../../../src/domain/verdict.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportOf } from '../../../src/messages/report/report.ts';
import { chartSvg } from '../../../src/platform/chart-svg.ts';
import { figures } from '../../support/figures.ts';
import type { ReleaseStory } from '../../support/release-story.ts';
import { wordsOf } from '../../support/slack-words.ts';
import { cardOf, find, running, view } from './told.ts';

const p99: Finding = {
  metric: 'p99',
  state: 'bad',
  candidate: 0.619,
  stable: 0.222,
  limit: 0.5,
  requests: 3000,
  stableRequests: 9000,
  chance: 1e-6,
};
const slow: Verdict = { kind: 'unhealthy', findings: [p99], culprit: p99 };
const good: Finding = { ...p99, state: 'good', candidate: 0.3 };
const close: Finding = { ...p99, state: 'unsure', candidate: 0.52 };

/** A look with nothing failing, and this verdict on it. */
function look(story: ReleaseStory, verdict: Verdict, p99Ms = 619): ReleaseStory {
  const sample = {
    from: story.now,
    to: story.now + 10_000,
    candidate: figures(1000, 0, p99Ms),
    stable: figures(3000, 0, 222, 4),
  };
  return story.after(10_000).tell({ type: 'measured', sample, verdict });
}

const healthy: Verdict = { kind: 'healthy', findings: [good] };
const wentBack = () => look(look(running(), healthy, 300), slow).rollBack('unhealthy');

describe('the limit on p99 that is judged', () => {
  it('stands on the card with where it comes from', () => {
    expect(wordsOf(cardOf(look(running(), healthy)))).toContain('Limits: p99 ≤ 500 ms: 2 × 222 ms, next bucket');
  });

  it('stands in the alert, beside the figure that was over it', () => {
    const words = wordsOf(find(wentBack().undone(), 'alert:rollback').message);
    expect(words).toContain(
      'p99 of 2.5.0 was 619 ms over 3,000 requests, 2.8 × that of 2.4.1 at the same time (222 ms)',
    );
    expect(words).toContain('the limit is 500 ms: 2 × 222 ms, next bucket.');
  });

  it('says of a recent stretch how long it is', () => {
    const late: Finding = { ...p99, spanMs: 20_000 };
    const story = look(running(), { kind: 'unhealthy', findings: [late], culprit: late }).rollBack('unhealthy');
    expect(wordsOf(find(story.undone(), 'alert:rollback').message)).toContain('over 3,000 requests in the last 20 s');
  });
});

describe('the picture of the alert', () => {
  it('is of p99 where p99 decided, with its limit', () => {
    const { chart } = find(wentBack().undone(), 'alert:rollback');
    expect(chart).toMatchObject({ unit: 'ms', limit: 500, title: 'p99 · checkout' });
    expect(chart?.series[0]?.points.at(-1)?.value).toBeCloseTo(619);
    expect(chart?.alt).toContain('619 ms at the end');
    expect(chart && chartSvg(chart)).toContain('limit 500 ms');
  });

  it('is none of errors at 0 % where something else decided', () => {
    const story = look(look(running(), healthy), healthy).trouble('crash-loop').undone();
    expect(find(story, 'alert:rollback').chart).toBeNull();
  });

  it('ends with the ratio that decided, not with one that the time before dilutes', () => {
    const errors: Finding = { ...p99, metric: 'errors', candidate: 0.2, stable: 0.001, limit: 0.01, spanMs: 10_000 };
    const story = look(look(running(), healthy), { kind: 'unhealthy', findings: [errors], culprit: errors });
    const { chart } = find(story.rollBack('unhealthy').undone(), 'alert:rollback');
    expect(chart).toMatchObject({ unit: '%', limit: 1 });
    expect(chart?.series[0]?.points.at(-1)?.value).toBe(20);
  });
});

describe('a hold for a figure near its limit', () => {
  const open = (more: { attainable?: boolean }): Verdict => ({
    kind: 'inconclusive',
    why: 'too-few-requests',
    findings: [close],
    seen: 3000,
    wanted: 12_000,
    detail: 'p99 is too close to the limit to tell',
    ...more,
  });
  const card = (verdict: Verdict) => wordsOf(cardOf(look(running(), verdict).hold('too-few-requests')));

  it('says so, and how many requests it takes', () => {
    const words = card({ ...open({ attainable: true }), close } as Verdict);
    expect(words).toContain(
      'p99 of 2.5.0 is too close to the limit to tell: 520 ms of 3,000 requests; the limit is 500 ms',
    );
    expect(words).toContain('(needs at least 9,000 more requests)');
    expect(words).not.toContain('too few');
  });

  it('does not say an estimate to the last request', () => {
    const exact = { ...open({ attainable: true }), close, wanted: 26_083 } as Verdict;
    expect(card(exact)).toContain('(needs at least 24,000 more requests)');
  });

  it('says so where no number of requests would do, and in a log of before, which does not name the figure', () => {
    expect(card({ ...open({ attainable: false }), close } as Verdict)).toContain(
      '(even 12,000 requests would not be enough)',
    );
    expect(card(open({}))).toContain('is too close to the limit to tell');
    expect(card(open({}))).not.toContain('12,000');
  });
});

describe('a hold for a figure that both versions have over the limit', () => {
  const words = (finding: Finding) => {
    const verdict: Verdict = {
      kind: 'inconclusive',
      why: 'both-over-limit',
      findings: [finding],
      seen: 3000,
      wanted: 50,
      detail: 'p99 of both versions is over the limit',
    };
    return wordsOf(cardOf(look(running(), verdict).hold('both-over-limit', verdict.detail)));
  };

  it('says what both have, and what the limit is', () => {
    const errors = { ...p99, metric: 'errors', state: 'shared', candidate: 0.2, stable: 0.21, limit: 0.01 } as const;
    expect(words({ ...errors, spanMs: 20_000 })).toContain(
      "Both versions are over the limit, so there's no telling whether 2.5.0 is healthy. " +
        'Error rate in the last 20 s: 20 % on 2.5.0 and 21 % on 2.4.1; the limit is 1 %.',
    );
    expect(words(errors)).not.toMatch(/too few|too close/);
  });

  it('says of p99 that the limit is the largest bucket', () => {
    const beyond = words({ ...p99, state: 'shared', candidate: 1, stable: 1, limit: 1 });
    expect(beyond).toContain('p99: 1 s on 2.5.0 and 1 s on 2.4.1; the limit is 1 s: 2 × 1 s, the largest bucket.');
  });
});

describe('a question that nobody has answered', () => {
  it('is not said to be answered when the release rolls back by itself', () => {
    const story = running().after(1000).inconclusive('too-few-requests').hold('too-few-requests');
    const key = `alert:hold:${story.events.length}`;
    const words = wordsOf(find(look(story, slow).rollBack('unhealthy').undone(), key).message);
    expect(words).not.toContain('answered');
    expect(words).toContain('2.5.0 rolls back by itself. p99 of 2.5.0 was 619 ms');
  });
});

describe('a report whose p99 grew', () => {
  it('says so first', () => {
    const report = reportOf(wentBack().undone().events);
    const words = wordsOf(reportMessage(report, view));
    expect(words).toMatch(/Deployment report[^\n]*\np99 grew [\d.]+ ×, from \d+ ms to \d+ ms/);
    expect(reportMarkdown(report).indexOf('p99 grew')).toBeLessThan(reportMarkdown(report).indexOf('## Steps'));
  });

  it('says nothing where it did not', () => {
    const story = look(running(), healthy, 222).rollBack('aborted').undone();
    expect(wordsOf(reportMessage(reportOf(story.events), view))).not.toContain('grew');
  });
});

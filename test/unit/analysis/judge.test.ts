import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { both, entry, figures, finding, judge, measured, settings } from './make.ts';

const thresholds = { ...settings, judge: 'threshold' } as const;

describe('fixed limits', () => {
  it('four failures of four requests are enough', () => {
    const verdict = judge(thresholds, [], measured(figures(4, 4)), both);
    expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'errors', candidate: 1, requests: 4 } });
  });

  it('one failure of fourteen is not', () => {
    const verdict = judge(thresholds, [], measured(figures(14, 1)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'too-few-requests', seen: 14, wanted: 100 });
    expect(finding(verdict, 'errors').chance).toBeCloseTo(1 - 0.99 ** 14, 6);
  });

  it('a request and its retry are one incident, unless nothing at all may fail', () => {
    expect(judge(thresholds, [], measured(figures(2, 2)), both).kind).toBe('inconclusive');
    expect(judge({ ...thresholds, maxErrorRatio: 0 }, [], measured(figures(500, 1)), both).kind).toBe('unhealthy');
  });

  it('enough requests within the limit are healthy', () => {
    const verdict = judge(thresholds, [entry(figures(60))], measured(figures(60, 1)), both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'errors')).toMatchObject({ state: 'good', requests: 120, limit: 0.01 });
  });

  it('enough requests a little above the limit need more of them', () => {
    const verdict = judge(thresholds, [], measured(figures(1000, 14)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'too-few-requests', seen: 1000 });
    expect(verdict.kind === 'inconclusive' && verdict.wanted).toBeGreaterThan(2000);
  });

  it('latency has no fixed limit: it is shown and decides nothing', () => {
    const verdict = judge(thresholds, [], measured(figures(500, 0, 400)), both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'p99')).toMatchObject({ state: 'unsure', limit: null });
  });
});

describe('what is not a sample', () => {
  const noData: Measurement = { kind: 'no-data', detail: 'nothing there' };
  const failed: Measurement = { kind: 'failed', detail: 'connection refused' };

  it('is inconclusive, each in its own way, and never healthy', () => {
    const window = [entry(figures(5000), figures(5000))];
    expect(judge(settings, window, noData, both)).toMatchObject({ why: 'no-data', detail: 'nothing there' });
    expect(judge(settings, window, failed, both)).toMatchObject({ why: 'query-failed', detail: 'connection refused' });
  });

  it('does not take back what was already bad', () => {
    const window = [entry(figures(100, 20), figures(900))];
    expect(judge(settings, window, failed, both).kind).toBe('unhealthy');
    expect(judge(settings, window, noData, both).kind).toBe('unhealthy');
  });

  it('figures that cannot be are a failed query', () => {
    const odd = [
      figures(Number.NaN),
      { ...figures(10), errors: -1 },
      { ...figures(10), errors: 11 },
      {
        ...figures(10),
        buckets: [
          { le: 1, count: 10 },
          { le: null, count: 9 },
        ],
      },
    ];
    for (const candidate of odd) {
      expect(judge(settings, [], measured(candidate, figures(10)), both)).toMatchObject({ why: 'query-failed' });
      expect(judge(settings, [], measured(figures(10), candidate), both)).toMatchObject({ why: 'query-failed' });
    }
  });

  it('nothing measured is healthy as far as metrics go', () => {
    expect(judge(settings, [], measured(figures(0)), [])).toEqual({ kind: 'healthy', findings: [] });
    expect(judge(settings, [], failed, []).kind).toBe('inconclusive');
  });

  it('entries of the window without a sample are passed over', () => {
    const verdict = judge(settings, [{ sample: null }, entry(figures(100), figures(900))], measured(figures(1)), both);
    expect(verdict.kind).toBe('healthy');
  });
});

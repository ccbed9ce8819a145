import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { both, entry, figures, finding, judge, measured, sample, settings } from './make.ts';

describe('the candidate against stable', () => {
  it('is unhealthy when over the limit and worse', () => {
    const verdict = judge(settings, [], measured(figures(100, 6), figures(900, 1)), both);
    expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'errors', candidate: 0.06, limit: 0.01 } });
    expect(verdict.kind === 'unhealthy' && verdict.culprit.chance).toBeLessThan(0.001);
  });

  it('is neither blamed for an outage that hits both, nor called healthy in it', () => {
    const verdict = judge(settings, [], measured(figures(100, 20), figures(900, 180)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'both-over-limit' });
    expect(finding(verdict, 'errors')).toMatchObject({ state: 'shared', candidate: 0.2, stable: 0.2, limit: 0.01 });
    expect(finding(verdict, 'errors').chance).toBeGreaterThan(0.05);
  });

  it('is not called healthy in an outage that hits stable harder', () => {
    const verdict = judge(settings, [], measured(figures(100, 20), figures(900, 450)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'both-over-limit' });
  });

  it('goes back in an outage where it is worse than stable beyond doubt', () => {
    expect(judge(settings, [], measured(figures(100, 60), figures(900, 180)), both).kind).toBe('unhealthy');
  });

  it('is not called healthy for what it did before stable went, when all together is over the limit', () => {
    const window = [entry(figures(500, 5), figures(500)), entry(figures(150, 4), null)];
    const verdict = judge(settings, window, measured(figures(150, 4), null), ['errors']);
    expect(finding(verdict, 'errors').candidate).toBeGreaterThan(0.01);
    expect(verdict.kind).toBe('inconclusive');
  });

  it('is not blamed for an outage that came when it had most of the traffic', () => {
    const window = [entry(figures(100), figures(900)), entry(figures(900, 300), figures(100, 33))];
    expect(judge(settings, window, measured(figures(900, 300), figures(100, 34)), both).kind).not.toBe('unhealthy');
  });

  it('may be worse than stable as long as it is within the limit', () => {
    const verdict = judge(settings, [], measured(figures(10_000, 50), figures(90_000, 9)), both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'errors').chance).toBeLessThan(1e-6);
  });

  it('is held against the limit alone where stable has no figures', () => {
    expect(judge(settings, [], measured(figures(40, 10), null), both).kind).toBe('unhealthy');
    const verdict = judge(settings, [], measured(figures(200, 0, 150), null), both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'p99').state).toBe('unsure');
  });

  it('is held against the limit alone in the stretch after the last pod of stable went', () => {
    const window = [entry(figures(500), figures(500)), entry(figures(100, 20), null)];
    expect(judge(settings, window, measured(figures(100, 20), null), both).kind).toBe('unhealthy');
  });

  it('is not judged by a stable with too few requests, where those few fail as well', () => {
    expect(judge(settings, [], measured(figures(90, 45), figures(10, 5)), both).kind).not.toBe('unhealthy');
    expect(judge(settings, [], measured(figures(90, 45), figures(10, 0)), both).kind).toBe('unhealthy');
  });

  it('compares one request a second, where hardly an interval has both tracks', () => {
    const window = Array.from({ length: 400 }, (_, at) =>
      at % 4 === 0 ? entry(figures(1, at % 8 === 0 ? 1 : 0), figures(0)) : entry(figures(0), figures(1)),
    );
    expect(judge(settings, window, measured(figures(0), figures(1)), both).kind).toBe('unhealthy');
  });
});

describe('a stretch in which stable gets no requests', () => {
  const before = entry(figures(500), figures(500));

  it('is held against the limit alone once it is long enough', () => {
    expect(judge(settings, [before], measured(figures(120, 60), figures(0)), both).kind).toBe('unhealthy');
  });

  it('is never taken for healthy while it is short', () => {
    expect(judge(settings, [before], measured(figures(60, 30), figures(0)), both).kind).toBe('inconclusive');
  });
});

describe('p99 against stable', () => {
  it('is bad when too many requests are slower than twice that of stable', () => {
    const verdict = judge(settings, [], measured(figures(200, 0, 12), figures(1800, 0, 2)), both);
    expect(verdict).toMatchObject({ kind: 'unhealthy', culprit: { metric: 'p99', limit: 0.25 } });
    expect(finding(verdict, 'p99').stable).toBeLessThan(0.1);
  });

  it('is good within the limit', () => {
    const verdict = judge(settings, [], measured(figures(1000, 0, 2), figures(9000, 0, 18)), both);
    expect(verdict.kind).toBe('healthy');
    expect(finding(verdict, 'p99').state).toBe('good');
  });

  it('waits for enough requests: cold pods are slow at first', () => {
    const verdict = judge(settings, [], measured(figures(50, 0, 20), figures(900)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'too-few-requests', seen: 50 });
  });

  it('is not blamed where both became slow, and not called healthy beyond the largest bucket', () => {
    expect(judge(settings, [], measured(figures(200, 0, 100), figures(1800, 0, 900)), both).kind).toBe('healthy');
    const beyond = (requests: number, above: number) => ({
      ...figures(requests),
      buckets: [
        { le: 1, count: requests - above },
        { le: null, count: requests },
      ],
    });
    const shared = judge(settings, [], measured(beyond(200, 100), beyond(1800, 900)), both);
    expect(shared).toMatchObject({ kind: 'inconclusive', why: 'both-over-limit' });
    expect(finding(shared, 'p99').state).toBe('shared');
    expect(judge(settings, [], measured(beyond(200, 180), beyond(1800, 100)), both).kind).toBe('unhealthy');
  });

  it('is no data where the new version stopped reporting it', () => {
    const verdict = judge(settings, [], measured({ ...figures(500), buckets: [] }, figures(900)), both);
    expect(verdict).toMatchObject({ kind: 'inconclusive', why: 'no-data' });
  });
});

describe('a rolling update, after which stable is gone', () => {
  it('is not held for the few requests that both versions had at the same time', () => {
    const few = { sample: sample(figures(2, 0), figures(30, 0)) };
    const alone = Array.from({ length: 20 }, () => ({ sample: { ...sample(figures(100, 0)), stable: null } }));
    const latest: Measurement = { kind: 'sample', sample: { ...sample(figures(100, 0)), stable: null } };
    expect(judge({ ...settings, minRequests: 10 }, [few, ...alone], latest, ['errors']).kind).toBe('healthy');
  });
});

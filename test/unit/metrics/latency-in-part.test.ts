import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { both, counts, unwatchedIn } from './shown.ts';

const histogram = (fast: number, all: number) =>
  `http_request_duration_seconds_bucket{le="0.1"} ${fast}\nhttp_request_duration_seconds_bucket{le="+Inf"} ${all}\n` +
  `http_request_duration_seconds_count ${all}\n`;
const summary = (all: number) =>
  `http_request_duration_seconds{quantile="0.99"} 0.2\nhttp_request_duration_seconds_count ${all}\n`;
const why = (percent: string) =>
  `http_request_duration_seconds observes ${percent} % of the requests that are counted, which does not tell how long the others take`;

describe('durations of some requests only, as where they are sampled or taken of one route', () => {
  it.each([
    ['a histogram', histogram(90, 100), histogram(180, 200), '10'],
    ['a summary', summary(100), summary(200), '10'],
    ['hardly any', histogram(3, 3), histogram(4, 4), 'less than 1'],
  ])('tell no p99 of all: %s', async (_, before, after, percent) => {
    const world = both();
    world.show(counts({ 200: 1000 }) + before, counts({ 200: 1000 }) + before);
    const { notWatched } = await world.source.look(world.plan.target, 0);
    expect(notWatched).toEqual([
      { query: 'durations', why: why(percent), remedy: expect.stringContaining('`metrics.latency`') },
    ]);
    await world.look();
    world.show(counts({ 200: 2000 }) + after, counts({ 200: 2000 }) + after);
    const seen = await world.look();
    expect(unwatchedIn(seen)).toEqual([why(percent)]);
    for (const figures of seen.kind === 'sample' ? [seen.sample.candidate, seen.sample.stable] : []) {
      expect(figures).toEqual({ pods: 1, requests: 1000, errors: 0, buckets: [] });
    }
    const verdict = judge(watchedOf(world.plan.target, world.source.answers), [], seen);
    expect(verdict.findings.find(({ metric }) => metric === 'p99')?.candidate ?? null).toBeNull();
  });

  it('are told where one version only is watched so', async () => {
    const world = both();
    world.show(counts({ 200: 1000 }) + histogram(90, 100), counts({ 200: 1000 }) + histogram(900, 1000));
    await world.look();
    world.show(counts({ 200: 2000 }) + histogram(180, 200), counts({ 200: 2000 }) + histogram(1900, 2000));
    expect(await world.look()).toMatchObject({
      sample: { notWatched: [{ why: why('10') }], candidate: { buckets: [] }, stable: { buckets: [] } },
    });
  });

  it('are told of nearly all, where only a few are on their way', async () => {
    const world = both();
    world.show(counts({ 200: 1000 }) + histogram(900, 991), counts({ 200: 100 }) + histogram(90, 96));
    await world.look();
    world.show(counts({ 200: 2000 }) + histogram(1860, 1960), counts({ 200: 200 }) + histogram(180, 196));
    const seen = await world.look();
    expect(unwatchedIn(seen)).toEqual([]);
    expect(seen).toMatchObject({ sample: { candidate: { buckets: [{ count: 960 }, { count: 969 }] } } });
  });
});

import { describe, expect, it } from 'vitest';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import { countersWith, unitWith } from '../../support/counters.ts';
import { both, counts, detailOf } from './shown.ts';

describe('a series that ends', () => {
  it('adds nothing, nor do the others on its page lose anything', async () => {
    const world = both();
    const stable = (x: number, old: string) =>
      `http_requests_total{code="200",route="/x"} ${x}\nhttp_requests_total{code="500",route="/x"} 60000\n${old}`;
    world.show(counts({ 200: 95, 500: 5 }), stable(940_000, 'http_requests_total{code="200",route="/old"} 5000\n'));
    await world.look();
    world.show(counts({ 200: 190, 500: 10 }), stable(940_800, ''));
    expect(await world.look()).toMatchObject({
      kind: 'sample',
      sample: { candidate: { requests: 100, errors: 5 }, stable: { requests: 800, errors: 0 } },
    });
    world.show(counts({ 200: 190, 500: 10 }), stable(940_900, 'http_requests_total{code="200",route="/old"} 5001\n'));
    expect(await world.look()).toMatchObject({ sample: { stable: { requests: 101 } } });
  });

  it('is one bucket by one, too', async () => {
    const world = both();
    const one = (route: string, fast: number, all: number) =>
      `http_requests_total{code="200",route="${route}"} ${all}\n` +
      `http_request_duration_seconds_bucket{route="${route}",le="0.1"} ${fast}\n` +
      `http_request_duration_seconds_bucket{route="${route}",le="+Inf"} ${all}\n`;
    world.show(one('/x', 900, 1000) + one('/old', 5000, 5000), one('/x', 1, 1));
    await world.look();
    world.show(one('/x', 960, 1070), one('/x', 1, 1));
    expect(await world.look()).toMatchObject({
      sample: {
        candidate: {
          requests: 70,
          buckets: [
            { le: 0.1, count: 60 },
            { le: null, count: 70 },
          ],
        },
      },
    });
  });

  it('that begins again from zero adds nothing, while the rest goes on', async () => {
    const world = both();
    world.show(counts({ 200: 10 }), counts({ 200: 100, 500: 5000 }));
    await world.look();
    for (const [at, again] of [3, 4, 9].entries()) {
      world.show(counts({ 200: 10 }), counts({ 200: 200 + 100 * at, 500: again }));
      expect(await world.look()).toMatchObject({ sample: { stable: { requests: 100, errors: 0 } } });
    }
  });
});

it('series that all get another label are noted, not counted again', async () => {
  const world = both();
  const page = (ok: number, failed: number, more: string) =>
    `http_requests_total{code="200"${more}} ${ok}\nhttp_requests_total{code="500"${more}} ${failed}\n`;
  world.show(page(100, 0, ''), page(90_000, 9000, ''));
  await world.look();
  world.show(page(200, 9, ''), page(90_100, 9000, ',zone="a"'));
  expect((await world.look()).kind).toBe('no-data');
  world.show(page(300, 9, ''), page(90_300, 9001, ',zone="a"'));
  expect(await world.look()).toMatchObject({ sample: { stable: { requests: 201, errors: 1 } } });
});

it('more series than can be compared are said, with what to do', () => {
  const requests = Object.fromEntries(Array.from({ length: 50_001 }, (_, at) => [`s${at}`, at]));
  const counters = { ...countersWith(1), requests };
  const { measurement, checkpoint } = sinceLastMeasurement(null, 0, [unitWith('a', counters), unitWith('b', counters)]);
  expect(detailOf(measurement)).toMatch(/^the pods show 100002 series and buckets together, .* with `where`/);
  expect(checkpoint).toBeNull();
});

import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { lastMeasurementText, readLastMeasurement } from '../../../src/store/redis-log.ts';
import type { LastMeasurement } from '../../../src/store/release-store.ts';

/** Counters as a source keeps them: of each pod, of each of its routes. */
function checkpoint(pods: number, routes: number): JsonObject {
  const series = (pod: number) =>
    Array.from({ length: routes }, (_, route) => {
      const labels = `method="GET",code="200",route="/api/v1/orders/${route}",le="+Inf"`;
      return [`http_request_duration_seconds_bucket{${labels}}`, (pod * 7919 + route * 104_729) % 1_000_003] as const;
    });
  return Object.fromEntries(
    Array.from({ length: pods }, (_, pod) => [`checkout-${pod}`, Object.fromEntries(series(pod))] as const),
  );
}

const measurement = (of: JsonObject | null): LastMeasurement => ({ checkpoint: of, latest: null, recent: [] });

it('a checkpoint of many series takes a fifth of its room at most, and is read as it was', () => {
  const large = checkpoint(10, 300);
  const text = lastMeasurementText(measurement(large));
  expect(text.length).toBeLessThan(JSON.stringify(large).length / 5);
  expect(readLastMeasurement(text).checkpoint).toEqual(large);
});

it('a short one is written as older versions read it', () => {
  const short = checkpoint(2, 2);
  expect(JSON.parse(lastMeasurementText(measurement(short)))).toMatchObject({ memo: short });
  expect(readLastMeasurement(lastMeasurementText(measurement(null))).checkpoint).toBeNull();
});

it.each([
  ['is no packing', JSON.stringify({ memo: null, packed: 'not packed at all' })],
  [
    'is cut short',
    lastMeasurementText(measurement(checkpoint(10, 300))).replace(/"packed":"(.{40})[^"]*"/, '"packed":"$1"'),
  ],
  ['is no checkpoint', JSON.stringify({ memo: 7 })],
  ['is no JSON', '{'],
])('what %s is no checkpoint: the next look begins anew', (_what, text) => {
  expect(readLastMeasurement(text).checkpoint).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../src/platform/http.ts';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import { instantQuery, PromRefusal } from '../../../src/providers/metrics/prom-api.ts';
import { countersWith, unitWith } from '../../support/counters.ts';

const api = (http: HttpGet) => ({ http, url: 'http://prometheus', headers: {}, timeoutMs: 1000 });
const vector = (count: number) => {
  const result = Array.from({ length: count }, (_, at) => ({ metric: { pod: `p-${at}` }, value: [1, `${at}`] }));
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
};

describe('an answer of Prometheus', () => {
  it('that is long is read as a short one is', async () => {
    const points = await instantQuery(
      api(async () => ({ status: 200, body: vector(5000) })),
      'up',
    );
    expect(points).toHaveLength(5000);
    expect(points[4999]).toEqual({ labels: { pod: 'p-4999' }, value: 4999, at: 1 });
  });

  it.each<[string, HttpGet]>([
    ['with too many series', async () => ({ status: 200, body: vector(50_001) })],
    ['of too many bytes', () => Promise.reject(new NoAnswer('too-large', 'Prometheus answers with more than 8 MiB'))],
  ])('%s is the fault of its query, which is then asked for each release alone', async (_, http) => {
    const asked = instantQuery(api(http), 'up');
    await expect(asked).rejects.toBeInstanceOf(PromRefusal);
    await expect(asked).rejects.toThrow(/^Prometheus answers with more than/);
  });

  it.each(['', ' ', '0x10', '0x1p-2', '0b1', '1_000', '1e', ' 5', 'many', '1e999'])(
    'with %j for a value is none, and says where that stands',
    async (value) => {
      const result = ['5', value].map((each) => ({ metric: {}, value: [1, each] }));
      const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
      const asked = instantQuery(
        api(async () => ({ status: 200, body })),
        'up',
      );
      await expect(asked).rejects.toThrow(
        `Prometheus answers with "${value}" for series 2 of 2, which is not a number`,
      );
    },
  );

  it('may have numbers without end, and those that are none', async () => {
    const values = ['+Inf', '-Inf', 'Inf', 'NaN', '1e3'];
    const result = values.map((each) => ({ metric: {}, value: [1, each] }));
    const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
    const points = await instantQuery(
      api(async () => ({ status: 200, body })),
      'up',
    );
    expect(points.map(({ value }) => value)).toEqual([Infinity, -Infinity, Infinity, Number.NaN, 1000]);
  });

  it('that is nested as deep as it likes is none', async () => {
    const body = '['.repeat(500_000);
    const asked = instantQuery(
      api(async () => ({ status: 200, body })),
      'up',
    );
    await expect(asked).rejects.toThrow('the answer is not one of Prometheus to an instant query');
  });
});

describe('the histograms of all pods together', () => {
  /** A pod whose bounds no other pod has. */
  const pod = (at: number, count: number) => {
    const bounds = Array.from({ length: 100 }, (_, bound) => ({ le: at * 100 + bound, count }));
    return unitWith(`c-${at}`, countersWith(count, 0, undefined, [...bounds, { le: null, count }]));
  };
  const measured = (pods: number) => {
    const look = (count: number) => Array.from({ length: pods }, (_, at) => pod(at, count));
    const { checkpoint } = sinceLastMeasurement(null, 1000, look(1));
    return sinceLastMeasurement(checkpoint, 2000, look(3)).measurement;
  };

  it('may differ a little, but not in every pod: the log of a release holds what each look adds up to', () => {
    expect(measured(4)).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 8 } } });
    expect(() => measured(6)).toThrow('the histogram of all pods has more than 500 different bounds (le)');
  });
});

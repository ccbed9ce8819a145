import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantQuery, type PromApi } from '../../../src/providers/metrics/prom-api.ts';
import { promLiteral, promString } from '../../../src/providers/metrics/promql.ts';
import type { Bench } from './bench.ts';
import { fakePrometheus } from './fake-prometheus.ts';
import { goalStories } from './goal-suite.ts';
import { type RealPrometheus, realPrometheus } from './real-prometheus.ts';
import { metricSourceStories } from './suite.ts';
import { httpGet, sourceOf, type World } from './world.ts';

/** An address that was free a moment ago. */
async function nobodyListens(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

async function bench(url: string, rest: Pick<Bench, 'settle' | 'close'>): Promise<Bench> {
  const nowhere = await nobodyListens();
  const cut = new Set<World>();
  return {
    ...rest,
    garbage: 'no-data',
    source: (world) =>
      sourceOf(
        world,
        { kind: 'prometheus', url },
        { http: httpGet((asked) => (cut.has(world) ? asked.replace(url, nowhere) : asked)) },
      ),
    cut(world) {
      cut.add(world);
      return () => cut.delete(world);
    },
  };
}

async function imitated(worlds: readonly World[]): Promise<Bench> {
  const server = await fakePrometheus(worlds);
  return bench(server.url, { settle: async () => undefined, close: () => server.close() });
}

async function itself(worlds: readonly World[]): Promise<Bench> {
  const server = await realPrometheus(
    worlds.flatMap(({ pages }) =>
      [...pages].map(([pod, { address }]) => ({ address, labels: { namespace: 'shop', pod } })),
    ),
  );
  return bench(server.url, {
    settle: ({ pages }) => server.settle([...pages.values()]),
    close: () => server.close(),
  });
}

metricSourceStories('Prometheus, imitated', imitated);
goalStories('Prometheus, imitated', imitated);
metricSourceStories('Prometheus itself', itself);
goalStories('Prometheus itself', itself);

describe('what is put into queries, read by Prometheus itself', () => {
  let server: RealPrometheus;
  let api: PromApi;
  beforeAll(async () => {
    server = await realPrometheus([]);
    api = { http: httpGet(), url: server.url, headers: {}, timeoutMs: 5000 };
  });
  afterAll(() => server?.close());

  /** No NUL: Prometheus itself takes an empty label for none. `$` would be a reference in label_replace. */
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...'\\"\n\r\t{}()[]|.*+?^$#a\'`-/,='), minLength: 1, maxLength: 20 }),
  );

  it('keeps every text as it is in a string, and literal in a regular expression', async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, async (text, other) => {
        const labeled = `label_replace(vector(1), "x", ${promString(text.replaceAll('$', '$$$$'))}, "", "")`;
        const hit = (regex: string) =>
          `label_replace(${labeled}, "hit", "yes", "x", ${promString(promLiteral(regex))})`;
        const [same] = await instantQuery(api, hit(text));
        expect(same?.labels).toEqual({ x: text, hit: 'yes' });
        const [differs] = await instantQuery(api, hit(other));
        expect(differs?.labels['hit']).toBe(text === other ? 'yes' : undefined);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('says what is wrong with a query', async () => {
    await expect(instantQuery(api, 'sum by (')).rejects.toThrow(/Prometheus answered 400: .*parse error/);
  });
});

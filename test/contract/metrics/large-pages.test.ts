import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { createHttpClient, createHttpGet } from '../../../src/platform/http.ts';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import { endless, type Liar, type Lie, liar, says } from './liar.ts';
import { closeWorld, openWorld, sourceOf, type World } from './world.ts';

const client = createHttpClient();
const http = createHttpGet(client);
afterAll(() => client.close());

const megabyte = 1024 * 1024;

/** The true page, and so much of other metrics before it that it is long. */
const padded =
  (characters: number): Lie =>
  (response, { text }) =>
    response.end(`${'other_metric{path="/a"} 1\n'.repeat(characters / 26)}${text}`);

describe('long pages of pods', () => {
  let world: World;
  let fronts: Liar[] = [];
  beforeEach(async () => {
    world = await openWorld('checkout');
    fronts = await Promise.all([...world.pages.values()].map(({ address }) => liar(`http://${address}`)));
  });
  afterEach(async () => {
    await Promise.all(fronts.map((each) => each.close()));
    await closeWorld(world);
  });

  function tell(lie: Lie): void {
    for (const front of fronts) front.lie = lie;
  }

  const source = () => {
    const toPods: HttpGet = (url, options) => {
      const at = world.cluster.pods.findIndex((pod) =>
        url.includes(`//${(pod['status'] as { podIP: string }).podIP}:`),
      );
      return http(`${fronts[at]?.url}/metrics`, options);
    };
    return sourceOf(world, { kind: 'scrape', timeoutMs: 15_000 }, { http: toPods, podNetwork: () => true });
  };

  it('are read as short ones are', async () => {
    tell(padded(2 * megabyte));
    const first = await source().measure(world.plan, null);
    for (const pod of world.stable) pod.serve(100);
    world.candidate[0].serve(30, 500, 0.3);
    const { measurement } = await source().measure(world.plan, first.checkpoint);
    expect(measurement).toMatchObject({
      kind: 'sample',
      sample: { candidate: { requests: 30, errors: 30 }, stable: { requests: 200, errors: 0 } },
    });
  });

  it('do not hold up short ones', async () => {
    tell(padded(6 * megabyte));
    const other = await openWorld('cart');
    const ended: string[] = [];
    const long = source().measure(world.plan, null);
    const short = sourceOf(other, { kind: 'scrape' }, {}).measure(other.plan, null);
    await Promise.all([long.then(() => ended.push('long')), short.then(() => ended.push('short'))]);
    expect(ended).toEqual(['short', 'long']);
    await closeWorld(other);
  });

  it.each<[string, Lie, RegExp]>([
    [
      'too long',
      endless(15 * megabyte),
      /^checkout-candidate-77c4-ccccc: its page is longer than 8 MiB, the most that Sluice reads of one: let it serve/,
    ],
    [
      'packed',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(Buffer.alloc(50 * megabyte)));
      },
      /is packed \(gzip\) although that was not asked for/,
    ],
    [
      'with a fault far down',
      says(`${'# nothing\n'.repeat(50_000)}http_requests_total{code="200" oops\n`),
      /: line 50001: a comma was expected/,
    ],
    [
      'with ever new bounds',
      says(
        Array.from({ length: 3000 }, (_, at) => `http_request_duration_seconds_bucket{le="${at}.${at}"} 1\n`).join(''),
      ),
      /http_request_duration_seconds_bucket has more than 500 different bounds/,
    ],
  ])('that are %s are no figures, and it is said why', async (_, lie, why) => {
    const first = await source().measure(world.plan, null);
    tell(lie);
    const { measurement } = await source().measure(world.plan, first.checkpoint);
    expect(measurement).toEqual({ kind: 'failed', detail: expect.stringMatching(why) } satisfies Measurement);
  });
});

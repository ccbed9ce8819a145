import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient, createHttpGet } from '../../../src/platform/http.ts';
import type { HttpGet, MetricSource } from '../../../src/providers/metrics/metric-source.ts';
import { fakePrometheus } from './fake-prometheus.ts';
import { anyLies, endless, type Liar, type Lie, liar, says } from './liar.ts';
import { closeWorld, openWorld, sourceOf, type World } from './world.ts';

/** For the lie; the truth is waited for, also by a machine that stands still for a moment. */
const timeoutMs = 500;
const patientMs = 10_000;
const megabyte = 1024 * 1024;
const client = createHttpClient();
const http = createHttpGet(client);
afterAll(() => client.close());

/** A source between two good looks: what it says of the lie, and what it counts once it hears the truth again. */
async function lookedAt(
  world: World,
  sourceWith: (timeoutMs: number) => MetricSource,
  tell: (lie: Lie | null) => void,
  lie: Lie,
) {
  for (const pod of [...world.stable, ...world.candidate]) pod.serve(1000);
  world.candidate[0].serve(300, 500);
  const patient = sourceWith(patientMs);
  const first = await patient.measure(world.plan, null);
  tell(lie);
  const began = performance.now();
  const lied = await sourceWith(timeoutMs).measure(world.plan, first.checkpoint);
  const tookMs = performance.now() - began;
  tell(null);
  for (const pod of [...world.stable, ...world.candidate]) pod.serve(10);
  const truth = await patient.measure(world.plan, lied.checkpoint);
  return { lied: lied.measurement, tookMs, truth: truth.measurement };
}

/** Nothing was measured, in words; and what had been counted before is not counted again. */
function expectNoFigures({ lied, tookMs, truth }: Awaited<ReturnType<typeof lookedAt>>): void {
  expect(['failed', 'no-data'], JSON.stringify(lied)).toContain(lied.kind);
  expect(lied.kind === 'sample' ? '' : lied.detail).toMatch(/\w{3}/);
  expect(tookMs).toBeLessThan(8 * timeoutMs);
  if (truth.kind === 'sample') expect(truth.sample.candidate).toMatchObject({ requests: 20, errors: 0 });
  else expect(truth.kind).toBe('no-data');
}

const metric = 'http_requests_total';
const pageLies: Record<string, Lie> = {
  ...anyLies,
  'an empty page': says(''),
  'a page without what is looked for': says('# TYPE up gauge\nup 1\n'),
  'a counter that is not a number': says(`${metric}{code="200"} NaN\n`),
  'a counter below zero': says(`${metric}{code="200"} -5\n`),
  'a counter without end': says(`${metric}{code="200"} +Inf\n`),
  'a counter in words': says(`${metric}{code="200"} many\n`),
  'a counter in hexadecimals': says(`${metric}{code="200"} 0x10\n`),
  'a bound in hexadecimals': says(
    `${metric}{code="200"} 5\nhttp_request_duration_seconds_bucket{le="0x10"} 5\nhttp_request_duration_seconds_bucket{le="+Inf"} 5\n`,
  ),
  'half a line': (response, { text }) => response.end(text.slice(0, text.indexOf('"200"') + 3)),
  'half an OpenMetrics page': (response, { text }) => {
    response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    response.end(text.slice(0, text.indexOf('# TYPE http_request_duration')));
  },
  'a page of 20 MB': endless(20 * megabyte),
};

describe('pages of the new version that are not what they should be', () => {
  let world: World;
  let liars: Liar[] = [];
  beforeEach(async () => {
    world = await openWorld('checkout');
    liars = await Promise.all([...world.pages.values()].map(({ address }) => liar(`http://${address}`)));
  });
  afterEach(async () => {
    await Promise.all(liars.map((each) => each.close()));
    await closeWorld(world);
  });

  it.each(Object.entries(pageLies))('%s', async (_, lie) => {
    const toPods: HttpGet = (url, options) => {
      const at = world.cluster.pods.findIndex((pod) =>
        url.includes(`//${(pod['status'] as { podIP: string }).podIP}:`),
      );
      return http(`${liars[at]?.url}/metrics`, options);
    };
    const sourceWith = (timeoutMs: number) =>
      sourceOf(world, { kind: 'scrape', timeoutMs }, { http: toPods, podNetwork: () => true });
    const tell = (told: Lie | null) => {
      for (const each of liars.slice(2)) each.lie = told;
    };
    expectNoFigures(await lookedAt(world, sourceWith, tell, lie));
  });
});

const vector = (value: unknown) =>
  says(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [value] } }));
const labels = { pod: 'checkout-candidate-77c4-ccccc', namespace: 'shop' };
const promLies: Record<string, Lie> = {
  ...anyLies,
  nothing: says(''),
  'no series': says('{"status":"success","data":{"resultType":"vector","result":[]}}'),
  'half a JSON': (response, { text }) => response.end(text.slice(0, text.length / 2)),
  'a matrix': says('{"status":"success","data":{"resultType":"matrix","result":[]}}'),
  'an error with 200': says('{"status":"error","errorType":"timeout","error":"query timed out"}'),
  'a warning beside the data': (response, { text }) =>
    response.end(JSON.stringify({ ...JSON.parse(text), warnings: ['a store did not answer'] })),
  'a counter that is not a number': vector({ metric: labels, value: [Date.now() / 1000, 'NaN'] }),
  'a counter below zero': vector({ metric: labels, value: [Date.now() / 1000, '-5'] }),
  'a value that is a number': vector({ metric: labels, value: [Date.now() / 1000, 5] }),
  'a value in words': vector({ metric: labels, value: [Date.now() / 1000, 'many'] }),
  'a value in hexadecimals': vector({ metric: labels, value: [Date.now() / 1000, '0x10'] }),
  'a value of blanks': vector({ metric: labels, value: [Date.now() / 1000, ' '] }),
  'labels that are no texts': vector({ metric: { pod: 5 }, value: [Date.now() / 1000, '5'] }),
  'an answer of 40 MB': endless(40 * megabyte),
};

describe('answers in the name of Prometheus that are not what they should be', () => {
  let world: World;
  let server: Awaited<ReturnType<typeof fakePrometheus>>;
  let front: Liar;
  beforeAll(async () => {
    world = await openWorld('checkout');
    server = await fakePrometheus([world]);
    front = await liar(server.url);
  });
  afterAll(async () => {
    await front.close();
    await server.close();
    await closeWorld(world);
  });

  it.each(Object.entries(promLies))('%s', async (_, lie) => {
    const sourceWith = (timeoutMs: number) =>
      sourceOf(world, { kind: 'prometheus', url: front.url, timeoutMs }, { http });
    const tell = (told: Lie | null) => {
      front.lie = told;
    };
    expectNoFigures(await lookedAt(world, sourceWith, tell, lie));
  });
});

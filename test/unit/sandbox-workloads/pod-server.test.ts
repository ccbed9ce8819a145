import { afterEach, describe, expect, it } from 'vitest';
import type { Character } from '../../../sandbox/workloads/characters.ts';
import { type Container, startContainer } from '../../../sandbox/workloads/container.ts';
import { buckets } from '../../../sandbox/workloads/pages/page.ts';
import { openPodServer, type PodServer } from '../../../sandbox/workloads/pod-server.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { parseMetrics, sumOf } from './support.ts';

const noWait = { now: () => 1_700_000_000_000, sleep: async () => undefined };

function containerOf(character: Character, errors = 0, now = noWait.now): Container {
  const random = createRandom(7);
  return startContainer({
    version: '2.4.0',
    latency: { median: 0.04, spread: 0.5 },
    errors,
    character: () => character,
    random,
    now,
  });
}

const quiet = { at: { host: '127.0.0.1', port: 0 }, onRequest: () => undefined };

let server: PodServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function podOf(container: () => Container | undefined, ready = true): Promise<string> {
  const names = { service: 'checkout', version: '2.4.0', pod: 'checkout-1' };
  server = await openPodServer({ ...names, container, ready: () => ready, clock: noWait, ...quiet });
  return `http://${server.address}`;
}

async function scrape(url: string, accept = 'text/plain'): Promise<{ type: string; text: string }> {
  const answer = await fetch(`${url}/metrics`, { headers: { accept } });
  return { type: answer.headers.get('content-type') ?? '', text: await answer.text() };
}

describe('a simulated pod', () => {
  it('answers real requests with its version and counts them', async () => {
    const container = containerOf('good');
    const url = await podOf(() => container);
    const answer = await fetch(`${url}/`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ service: 'checkout', version: '2.4.0', pod: 'checkout-1' });
    await fetch(`${url}/`, { method: 'POST' });
    const samples = parseMetrics((await scrape(url)).text);
    expect(samples.get('http_requests_total{code="200",method="GET"}')).toBe(1);
    expect(samples.get('http_requests_total{code="200",method="POST"}')).toBe(1);
    expect(sumOf(samples, 'http_request_duration_seconds_count')).toBe(2);
    expect(samples.get('process_start_time_seconds')).toBe(1_700_000_000);
  });

  it('offers Prometheus text, and OpenMetrics to who asks for it', async () => {
    const container = containerOf('good');
    for (let request = 0; request < 50; request += 1) container.serve('GET');
    const url = await podOf(() => container);
    const text = await scrape(url);
    const open = await scrape(url, 'application/openmetrics-text; version=1.0.0, text/plain;q=0.5');
    expect(text.type).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text.text).toContain('# TYPE http_requests_total counter');
    expect(open.type).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(open.text).toContain('# TYPE http_requests counter');
    expect(open.text.endsWith('\n# EOF\n')).toBe(true);
    expect(sumOf(parseMetrics(open.text), 'http_requests_total')).toBe(50);
    expect(parseMetrics(open.text).has('http_request_duration_seconds_bucket{method="GET",le="1.0"}')).toBe(true);
    expect(parseMetrics(text.text).has('http_request_duration_seconds_bucket{method="GET",le="1"}')).toBe(true);
  });

  it('has a histogram that is cumulative and ends at the count', async () => {
    const container = containerOf({ slow: 6 });
    for (let request = 0; request < 500; request += 1) container.serve('GET');
    const samples = parseMetrics(container.metrics.page('text').body);
    const series = [...buckets.map(String), '+Inf'].map((le) =>
      samples.get(`http_request_duration_seconds_bucket{method="GET",le="${le}"}`),
    );
    expect(series).toEqual([...series].sort((a, b) => (a ?? 0) - (b ?? 0)));
    expect(series.at(-1)).toBe(500);
    expect(sumOf(samples, 'http_request_duration_seconds_count')).toBe(500);
  });

  it('never counts down while it runs, and begins at zero after a restart', async () => {
    let container = containerOf('good', 0.2);
    const url = await podOf(() => container);
    let before = parseMetrics((await scrape(url)).text);
    for (let round = 0; round < 5; round += 1) {
      for (let request = 0; request < 20; request += 1) container.serve('GET');
      const after = parseMetrics((await scrape(url)).text);
      for (const [series, value] of before) expect(after.get(series)).toBeGreaterThanOrEqual(value);
      before = after;
    }
    expect(sumOf(before, 'http_requests_total')).toBe(100);
    container = containerOf('good', 0.2);
    expect(sumOf(parseMetrics((await scrape(url)).text), 'http_requests_total')).toBe(0);
  });

  it('says that it is not ready, and cuts connections while its container is down', async () => {
    const container = containerOf('good');
    const notReady = await podOf(() => container, false);
    expect((await fetch(`${notReady}/readyz`)).status).toBe(503);
    expect((await fetch(`${notReady}/healthz`)).status).toBe(200);
    await server?.close();
    const down = await podOf(() => undefined);
    await expect(fetch(`${down}/metrics`)).rejects.toThrow();
  });
});

describe('the character of a version', () => {
  const share = (container: Container, of: (reply: { code: number; seconds: number }) => boolean, count = 20_000) => {
    let hits = 0;
    for (let request = 0; request < count; request += 1) if (of(container.serve('GET'))) hits += 1;
    return hits / count;
  };
  const failed = ({ code }: { code: number }) => code === 500;

  it('of failing requests adds to what the service fails anyway', () => {
    expect(share(containerOf('good', 0.01), failed)).toBeCloseTo(0.01, 2);
    expect(share(containerOf({ errors: 0.04 }, 0.01), failed)).toBeCloseTo(0.0496, 2);
  });

  it('of a slow tail leaves the median alone', () => {
    const beyond = (limit: number) => (reply: { seconds: number }) => reply.seconds > limit;
    expect(share(containerOf({ slow: 8, share: 0.05 }), beyond(0.04))).toBeCloseTo(0.525, 1);
    expect(share(containerOf({ slow: 8, share: 0.05 }), beyond(0.25))).toBeGreaterThan(0.02);
    expect(share(containerOf('good'), beyond(0.25))).toBeLessThan(0.005);
  });

  it('of a leak is harmless at first and grows with the age of the container', () => {
    let now = 0;
    const leaking = containerOf({ leak: { errorsPerMinute: 0.1 } }, 0, () => now);
    expect(share(leaking, failed)).toBe(0);
    now = 3 * 60_000;
    expect(share(leaking, failed)).toBeCloseTo(0.3, 1);
  });
});

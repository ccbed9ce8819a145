import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../sandbox/run/options.ts';
import { startContainer } from '../../../sandbox/workloads/container.ts';
import { defaultWorld, type PageName, pageKinds, withPages } from '../../../sandbox/workloads/index.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { fakePod } from '../metrics/fake-kube.ts';
import { given } from '../metrics/scraping.ts';

/** A pod of the sandbox whose page is measured as a cluster's would be; `serve` has users ask it. */
async function measured(page: PageName) {
  const world = given([fakePod('s-1')]);
  const container = startContainer({
    version: '2.4.0',
    latency: { median: 0.04, spread: 0.5 },
    errors: 0.03,
    character: () => 'good',
    page,
    random: createRandom(7),
    now: world.now,
  });
  world.cluster.page = async () => ({ status: 200, headers: {}, body: container.metrics.page('text').body });
  const serve = (requests: number) => {
    for (let at = 0; at < requests; at += 1) container.serve('GET');
  };
  serve(3000);
  await world.look();
  return { ...world, serve, container };
}

/** What Sluice recognizes on pages that lack nothing; null where nothing but the usual names is there. */
const sound: Partial<Record<PageName, string>> = {
  usual: 'the usual names',
  probes: 'the usual names',
  go: 'Go',
  'prom-client': 'prom-client',
  fastapi: 'FastAPI',
  spring: 'Spring, Micronaut or Quarkus (Micrometer)',
  dotnet: '.NET (prometheus-net)',
  grpc: 'gRPC',
};

/** What Sluice says of the others, but for one that is only found too big on its way. */
const lacking: Partial<Record<PageName, RegExp>> = {
  workers: /several processes answer on this port of s-1 in turn/,
  'no-status': /no series of http_requests_total has the label code, by which failures are told/,
  summary: /no quantile 0\.99 \(it has 0\.5, 0\.9\)/,
  html: /^s-1: \S+ answers with HTML instead of metrics/,
};

it('every page is one or the other', () => {
  const named = [...Object.keys(sound), ...Object.keys(lacking), 'too-big', 'empty-histogram'];
  expect(named.sort()).toEqual(Object.keys(pageKinds).sort());
});

describe.each(Object.entries(sound))('the page %s', (name, framework) => {
  it('is recognized, and its requests and failures are counted as they were served', async () => {
    const { source, plan, look, serve, cluster, now } = await measured(name as PageName);
    const { wrong, notWatched, counts } = await source.look(plan.target, 1000);
    expect({ wrong, notWatched }).toEqual({ wrong: null, notWatched: [] });
    expect(counts).toContain(`recognized ${framework}: `);
    serve(2000);
    cluster.pods = [...cluster.pods, fakePod('c-1', { candidate: true, createdAt: now() })];
    const seen = await look();
    expect(seen).toMatchObject({ kind: 'sample', sample: { stable: { requests: 2000 } } });
    const stable = seen.kind === 'sample' ? seen.sample.stable : null;
    expect(stable?.errors).toBeGreaterThan(30);
    expect(stable?.errors).toBeLessThan(100);
  });
});

describe.each(Object.entries(lacking))('the page %s', (name, words) => {
  it('is told of in words', async () => {
    const { source, plan } = await measured(name as PageName);
    const { wrong, notWatched } = await source.look(plan.target, 1000);
    expect(wrong ?? notWatched[0]?.why).toMatch(words);
  });
});

it('a page that is too big is longer than the most that is read', async () => {
  const { container } = await measured('too-big');
  expect(container.metrics.page('text').body.length).toBeGreaterThan(8 * 1024 * 1024);
});

it('a histogram without observations stays at zero, whatever is served', async () => {
  const { container } = await measured('empty-histogram');
  expect(container.metrics.page('text').body).toMatch(/^http_request_duration_seconds_count\{method="GET"\} 0$/m);
});

describe('the command line', () => {
  it('names services and what their pages are', () => {
    const { pages } = readOptions(['--page', 'checkout=workers', '--page', 'web=summary']);
    expect(pages).toEqual({ checkout: 'workers', web: 'summary' });
    const shown = withPages(defaultWorld, pages).services.map(({ name, page }) => [name, page]);
    expect(Object.fromEntries(shown)).toMatchObject({ checkout: 'workers', web: 'summary', search: undefined });
  });

  it.each(['checkout', 'checkout=', 'chekout=workers', 'checkout=magic', 'checkout=constructor', 'checkout=go=grpc'])(
    'refuses %s with what there is',
    (text) => {
      expect(() => readOptions(['--page', text])).toThrow(/is not understood: say <service>=<page>, .*workers/);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';
import { both, detailOf, unwatchedIn } from './shown.ts';

const served = (ok: number, failed = 0) =>
  `http_requests_total{code="200"} ${ok}\nhttp_requests_total{code="500"} ${failed}\n`;
const histogram = (fast: number, all: number) =>
  `http_request_duration_seconds_bucket{le="0.1"} ${fast}\nhttp_request_duration_seconds_bucket{le="+Inf"} ${all}\n` +
  `http_request_duration_seconds_count ${all}\n`;

describe('durations of which nothing is observed', () => {
  it.each([
    [
      'a histogram that stays empty',
      histogram(0, 0),
      'http_request_duration_seconds has observed none of the requests that are counted',
    ],
    [
      'a native one, of which text shows no buckets',
      'http_request_duration_seconds_bucket{le="+Inf"} 9\nhttp_request_duration_seconds_count 9\n',
      'http_request_duration_seconds has no bucket but that of +Inf, as a native histogram, whose buckets no page of text shows',
    ],
    [
      'one that is only declared',
      '# TYPE http_request_duration_seconds histogram\n',
      'http_request_duration_seconds is declared and has no series, although requests are counted',
    ],
    [
      'a p99 that is no number',
      'http_request_duration_seconds{quantile="0.99"} NaN\nhttp_request_duration_seconds_count 0\n',
      'the quantile 0.99 of http_request_duration_seconds is no number, or 0, so nothing was observed lately',
    ],
  ])('are not watched: %s, which plan, doctor and each look say', async (_, durations, why) => {
    const world = both();
    world.show(served(10) + durations, served(10) + durations);
    const { notWatched } = await world.source.look(world.plan.target, 0);
    expect(notWatched).toEqual([{ query: 'durations', why, remedy: expect.stringContaining('`metrics.latency`') }]);
    await world.look();
    world.show(served(500) + durations, served(900) + durations);
    expect(unwatchedIn(await world.look())).toEqual([why]);
  });

  it('are watched as long as nothing was served, and once something was observed', async () => {
    const world = both();
    world.show(served(0) + histogram(0, 0), served(0) + histogram(0, 0));
    expect(await world.source.check(world.plan.target)).toBeNull();
    await world.look();
    world.show(served(500) + histogram(400, 500), served(900) + histogram(700, 900));
    expect(unwatchedIn(await world.look())).toEqual([]);
  });

  it('are not watched any more where a histogram stands still while requests go on', async () => {
    const world = both();
    world.show(served(10) + histogram(9, 10), served(10) + histogram(9, 10));
    await world.look();
    world.show(served(500) + histogram(9, 10), served(900) + histogram(800, 900));
    expect(unwatchedIn(await world.look())).toEqual([
      'http_request_duration_seconds has observed none of the 490 requests since the last look',
    ]);
  });
});

describe('series without the label by which failures are told, beside some that have it', () => {
  const mixed = (ok: number, failed: number, untold: number) =>
    `${served(ok, failed)}http_requests_total{route="/pay"} ${untold}\n`;
  const why =
    /^1 of the 3 series of http_requests_total have no label code, by which failures are told, and count 50 % of the requests: leave them out/;

  it.each(['candidate', 'stable'])(
    'are no successes of the %s, and nothing is called healthy by them',
    async (track) => {
      const world = both({ latency: null });
      const pages = (mine: string, other: string) =>
        track === 'candidate' ? world.show(mine, other) : world.show(other, mine);
      pages(mixed(10, 0, 10), served(10));
      await world.look();
      pages(mixed(510, 0, 510), served(1010));
      const seen = await world.look();
      expect(detailOf(seen)).toMatch(why);
      expect(judge(watchedOf(world.plan.target, world.source.answers), [], seen)).toMatchObject({ why: 'no-data' });
    },
  );

  it('are told before a release', async () => {
    const world = given([fakePod('s-1')], { latency: null });
    world.pages['s-1'] = mixed(300, 0, 300);
    expect((await world.source.look(world.plan.target, 0)).wrong).toMatch(/^s-1: 1 of the 3 series/);
  });

  it('are left out where they are few, or do not grow', async () => {
    const world = both({ latency: null });
    world.show(mixed(10, 0, 5000), mixed(10, 0, 0));
    await world.look();
    world.show(mixed(110, 1, 5000), mixed(1010, 0, 5));
    expect(await world.look()).toMatchObject({
      sample: { candidate: { requests: 101, errors: 1 }, stable: { requests: 1000, errors: 0 } },
    });
  });

  it('are failures where the pattern says so', async () => {
    const world = both({ latency: null, requests: { errors: { label: 'code', matches: '5..|' } } });
    world.show(mixed(10, 0, 0), served(10));
    await world.look();
    world.show(mixed(110, 1, 9), served(20));
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 110, errors: 10 } } });
  });
});

describe('pods whose page cannot be read', () => {
  /** @param silent pods of the new version that do not answer, of four */
  async function verdictWith(silent: number, failed: number) {
    const names = ['c-1', 'c-2', 'c-3', 'c-4'];
    const world = given([...names.map((name) => fakePod(name, { candidate: true })), fakePod('s-1')], {
      latency: null,
    });
    const show = (count: number, failures: number) => {
      for (const [at, name] of [...names, 's-1'].entries()) {
        if (at < silent) delete world.pages[name];
        else world.pages[name] = served(count, name === 's-1' ? 0 : failures);
      }
    };
    show(10, 0);
    await world.look();
    show(600, failed);
    const seen = await world.look();
    return {
      unwatched: unwatchedIn(seen),
      verdict: judge(watchedOf(world.plan.target, world.source.answers), [], seen),
    };
  }
  const why = (pods: number) => `${pods} of the 4 pods of the new version cannot be read (c-1: connection refused)`;

  it('are said where most of the others can, which are judged', async () => {
    expect(await verdictWith(1, 0)).toMatchObject({ unwatched: [why(1)], verdict: { kind: 'healthy' } });
  });

  it('keep a version from being called healthy where they are half', async () => {
    expect(await verdictWith(2, 0)).toMatchObject({
      unwatched: [why(2)],
      verdict: { kind: 'inconclusive', why: 'no-data', detail: why(2) },
    });
  });

  it('do not keep it from going back', async () => {
    expect(await verdictWith(2, 90)).toMatchObject({ verdict: { kind: 'unhealthy' } });
  });
});

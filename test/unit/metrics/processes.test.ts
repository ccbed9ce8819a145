import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';

const counts = (by: Record<string, number>) =>
  Object.entries(by)
    .map(([code, count]) => `http_requests_total{code="${code}"} ${count}\n`)
    .join('');
const started = (at: number) => `process_start_time_seconds ${at}\n`;

/** One pod of each version; the candidate's page is set for each look, stable serves 100 requests between two. */
function candidateShows() {
  const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')], { latency: null });
  let looks = 0;
  return async (page: string): Promise<Measurement> => {
    looks += 1;
    Object.assign(world.pages, { 'c-1': page, 's-1': counts({ 200: 100 * looks }) });
    return world.look();
  };
}

const servedIn = (look: Measurement) => (look.kind === 'sample' ? look.sample.candidate.requests : look.detail);
const several = /^several processes answer on this port of c-1 in turn/;

describe('a start that is reckoned from the uptime', () => {
  it('and moves by less than two seconds is that of one process', async () => {
    const shows = candidateShows();
    const seen: unknown[] = [];
    for (const [look, moved] of [0, 1.9, 0.2, 1, 0, 1.5].entries()) {
      seen.push(servedIn(await shows(counts({ 200: 50 * look }) + started(1000 + moved))));
    }
    // Only at the first move it might be several that began together.
    expect(seen).toEqual(['first look', expect.stringMatching(several), 50, 50, 50, 50]);
  });

  it('and is of one process, is not told before a release', async () => {
    const world = given([fakePod('s-1')], { latency: null });
    let look = 0;
    world.cluster.page = async () => {
      look += 1;
      return { status: 200, headers: {}, body: counts({ 200: look, 500: 0 }) + started(1000 + (look % 3) / 2) };
    };
    expect((await world.source.look(world.plan.target, 1000)).wrong).toBeNull();
  });

  it('and moves on and on in small steps is that of several', async () => {
    const shows = candidateShows();
    const seen: unknown[] = [];
    for (const at of [0, 1, 2, 3]) seen.push(servedIn(await shows(counts({ 200: 100 + at }) + started(1000 + at))));
    for (const detail of seen.slice(1)) expect(detail).toMatch(several);
  });

  it('and moves by more is that of several', async () => {
    const shows = candidateShows();
    await shows(counts({ 200: 100 }) + started(1002));
    expect(servedIn(await shows(counts({ 200: 150 }) + started(1000)))).toMatch(several);
  });

  it('hides no several processes that began within a second: their counters go back and return', async () => {
    const shows = candidateShows();
    await shows(counts({ 200: 100 }) + started(1000.1));
    await shows(counts({ 200: 9000 }) + started(1000.4));
    await shows(counts({ 200: 110 }) + started(1000.1));
    expect(await shows(counts({ 200: 9010 }) + started(1000.4))).toMatchObject({
      kind: 'no-data',
      detail: expect.stringMatching(several),
      voids: true,
    });
  });
});

describe('several processes in turn', () => {
  it('that ascend by chance until the first shows less make void what was counted', async () => {
    const shows = candidateShows();
    const seen: Measurement[] = [];
    for (const count of [100, 5000, 9000, 120, 5010, 9020])
      seen.push(await shows(counts({ 200: count, 500: count / 10 })));
    expect(seen.slice(1, 3).map((look) => look.kind)).toEqual(['sample', 'sample']);
    expect(seen.at(-1)).toMatchObject({ kind: 'no-data', detail: expect.stringMatching(several), voids: true });
  });

  it('of which each answers for long are recognized, and none of them counts as growth of another', async () => {
    const shows = candidateShows();
    const seen: unknown[] = [];
    const run = async (from: number, looks: number) => {
      for (let look = 0; look < looks; look += 1) seen.push(servedIn(await shows(counts({ 200: from + 10 * look }))));
    };
    for (const from of [9000, 100, 9100]) await run(from, 8);
    expect(seen.filter((served) => typeof served === 'number' && served > 10)).toEqual([]);
    await run(200, 2);
    for (const detail of seen.slice(-2)) expect(detail).toMatch(several);
  });

  it('are not a process that began again within its container and grows past what it had', async () => {
    const shows = candidateShows();
    const seen: unknown[] = [];
    for (const count of [40, 50, 0, 8, 16, 24, 32, 40, 48, 56, 64])
      seen.push(servedIn(await shows(counts({ 200: count }))));
    expect(seen.slice(-2)).toEqual(['the counters of c-1 went back although nothing restarted', 8]);
  });
});

describe('a series that appears', () => {
  it('as another goes that counted no more is the same with other labels', async () => {
    const shows = candidateShows();
    const zoned = (ok: number) => `http_requests_total{code="200",zone="a"} ${ok}\n`;
    await shows(counts({ 200: 5000, 500: 60 }));
    expect(servedIn(await shows(zoned(5010) + counts({ 500: 61 })))).toBe(1);
    expect(servedIn(await shows(zoned(5030) + counts({ 500: 61 })))).toBe(20);
    expect(servedIn(await shows(counts({ 200: 5035, 500: 61 })))).toBe(35);
  });

  it('beside one that goes with more counts from zero', async () => {
    const shows = candidateShows();
    await shows(counts({ 200: 5000, 404: 70 }));
    expect(await shows(counts({ 200: 5100, 500: 50 }))).toMatchObject({
      sample: { candidate: { requests: 150, errors: 50 } },
    });
  });

  it('with more than the process can have served since adds nothing', async () => {
    const shows = candidateShows();
    await shows(counts({ 200: 1000 }));
    expect(servedIn(await shows(counts({ 200: 1010, 500: 90_000 })))).toBe(10);
    expect(servedIn(await shows(counts({ 200: 1020, 500: 90_004 })))).toBe(14);
    expect(servedIn(await shows(counts({ 200: 1030, 500: 90_004 })))).toBe(10);
  });

  it('with as much and goes on so is counted once that is seen', async () => {
    const shows = candidateShows();
    await shows(counts({ 200: 10 }));
    expect(servedIn(await shows(counts({ 200: 10, 204: 6000 })))).toBe(0);
    expect(servedIn(await shows(counts({ 200: 10, 204: 12_500 })))).toBe(12_500);
    expect(servedIn(await shows(counts({ 200: 10, 204: 18_000 })))).toBe(5500);
  });

  it('where nothing was counted before counts in full', async () => {
    const shows = candidateShows();
    await shows('# TYPE http_requests_total counter\n');
    expect(servedIn(await shows(counts({ 200: 40_000 })))).toBe(40_000);
  });
});

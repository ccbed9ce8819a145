import { describe, expect, it } from 'vitest';
import { fakePod, setContainer } from './fake-kube.ts';
import { given } from './scraping.ts';
import { both, buckets, counts, detailOf, started } from './shown.ts';

describe('several processes behind one port', () => {
  /** What stable's four workers have counted: an outage of last week is long over. */
  const worker = (at: number, look: number) =>
    counts({ 200: 235_000 + 200 * at + look, 500: 15_000 }) + started(1000 + at);

  it('are recognized by when they began, and never judged', async () => {
    const world = both();
    for (let look = 0; look < 12; look += 1) {
      world.show(counts({ 200: 95 + 95 * look, 500: 5 + 5 * look }) + started(4971), worker(look % 4, look));
      const seen = await world.look();
      if (look > 0) expect(detailOf(seen)).toMatch(/^several processes answer on this port of s-1 in turn/);
    }
  });

  it('that share a second are recognized by counters that go back and forth', async () => {
    const world = both();
    const seen: string[] = [];
    for (let look = 0; look < 8; look += 1) {
      world.show(
        counts({ 200: 95 * look, 500: 5 }),
        counts({ 200: [9000, 100, 5000][look % 3] ?? 0, 500: [90, 1, 50][look % 3] ?? 0 }),
      );
      const look_ = await world.look();
      seen.push(detailOf(look_));
      if (look_.kind === 'sample') expect(look_.sample.stable?.requests ?? 0).toBe(0);
    }
    for (const detail of seen.slice(4)) expect(detail).toMatch(/^several processes answer/);
  });

  it('that began in the same second are recognized by counters that go back again', async () => {
    const world = both();
    const seen: string[] = [];
    for (let look = 0; look < 6; look += 1) {
      const worker = counts({ 200: [9000, 100][look % 2] ?? 0 }) + started(1000);
      world.show(counts({ 200: 95 * look }), worker);
      seen.push(detailOf(await world.look()));
    }
    for (const detail of seen.slice(1)) expect(detail).not.toBe('');
    for (const detail of seen.slice(3)) expect(detail).toMatch(/^several processes answer/);
  });

  it('are not a restart, which counts from zero', async () => {
    const world = both();
    const now = () => world.now() / 1000;
    world.show(counts({ 200: 500 }) + started(1000), counts({ 200: 500 }) + started(1000));
    await world.look();
    world.show(counts({ 200: 7 }) + started(now() - 0.5), counts({ 200: 600 }) + started(1000));
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 7 }, stable: { requests: 100 } } });
  });

  it('are forgotten once the container has restarted', async () => {
    const pod = fakePod('c-1', { candidate: true });
    const world = given([pod]);
    for (const at of [3, 2, 1]) {
      world.pages['c-1'] = worker(at, 0);
      await world.look();
    }
    world.pages['c-1'] = counts({ 200: 30 }) + started(world.now() / 1000 - 1);
    setContainer(pod, { restartCount: 1 });
    expect(await world.look()).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 30 } } });
  });

  it('are told before a release, with what to do', async () => {
    const world = given([fakePod('s-1')]);
    let at = 0;
    world.cluster.page = async () => ({ status: 200, headers: {}, body: worker(at++ % 4, 0) + buckets });
    const { wrong } = await world.source.look(world.plan.target, 1000);
    expect(wrong).toMatch(/in turn, .*: use the multi-process mode of its metrics library, or a port for each process/);
  });
});

it('a candidate is not judged alone where the counters of all stable pods went back', async () => {
  const world = both();
  for (const [look, served] of [9000, 8000, 7999].entries()) {
    world.show(counts({ 200: 95 * look }) + started(1), counts({ 200: served }) + started(1));
    const seen = await world.look();
    if (look === 1) expect(detailOf(seen)).toBe('the counters of s-1 went back although nothing restarted');
    if (look > 1) expect(seen.kind).toBe('no-data');
  }
});

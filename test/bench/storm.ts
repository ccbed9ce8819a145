import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { areBuilt } from '../support/kubernetes/programs.ts';
import { processUse } from './scale/measure.ts';
import { prefix } from './scale/place.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';
import { openStage, type Stage } from './storm/stage.ts';
import { watchWeights } from './storm/weights.ts';
import { type Watched, watchWorker } from './storm/worker.ts';
import { until } from './until.ts';

const intervalMs = 2000;
/** Before the storm: what had jammed at the start is gone, and what starting left is given back. */
const warmMs = 25_000;
const weightsDeadlineMs = 60_000;
const overDeadlineMs = 180_000;
/** By then the thread that draws is gone, and a calm moment has been seen. */
const restMs = 45_000;

/** All canaries of a cluster begin to fail at once, on a real API server: etcd, admission, fairness, TLS. */
export const storm: Bench = async ({ quick, say }) => {
  if (!(await areBuilt())) {
    say('storm: skipped, since there is no API server here; npm run test:kubernetes builds one');
    return [];
  }
  const releases = quick ? 50 : 200;
  const stage = await openStage({ releases, intervalMs, say });
  const watched = watchWorker(stage.worker);
  try {
    return [await measure(stage, watched, { releases, say })];
  } finally {
    watched.stop();
    await stage.close();
  }
};

interface Given {
  releases: number;
  say(line: string): void;
}

async function measure(stage: Stage, watched: Watched, { releases, say }: Given): Promise<Measured> {
  const { kube, worker, redis } = stage;
  const weights = await watchWeights(kube);
  await sleep(warmMs);
  const before = await processUse(worker.pid);
  const load = loadavg()[0] ?? 0;
  const at = await stage.breakLoose();
  say(`storm: ${releases} canaries fail`);
  await until(() => weights.zero.size === releases, weightsDeadlineMs);
  const turned = await processUse(worker.pid);
  weights.close();
  await until(async () => (await redis.scard(`${prefix}:live`)) === 0, overDeadlineMs);
  const overMs = Date.now() - at;
  const after = await processUse(worker.pid);
  await sleep(restMs);
  const rest = await processUse(worker.pid);
  const note = [
    `real API server, ${releases} canaries at once, scrape every ${intervalMs / 1000} s`,
    `${releases - weights.zero.size} never, all over after ${(overMs / 1000).toFixed(1)} s`,
    `worker ${mb(before.rss)} before, ${mb(watched.peakMb())} at most, ${mb(rest.rss)} after`,
    `${(turned.cpu - before.cpu).toFixed(1)} s of its CPU until the last weight, ${(after.cpu - before.cpu).toFixed(1)} s in all`,
    `${watched.locksLost()} locks lost, ${watched.overtaken()} turns overtaken`,
    `load average ${load.toFixed(1)}`,
  ].join('; ');
  for (const line of watched.complaints()) say(`storm: ${line}`);
  const figures = figuresOf([...weights.zero.values()].map((seen) => seen - at));
  return { what: 'a storm → all weights 0 written', figures, aim: { max: 4000 }, note };
}

function mb(value: number): string {
  return `${value.toFixed(0)} MB`;
}

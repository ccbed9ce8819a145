import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { keysOf } from '../../src/store/redis-keys.ts';
import { check } from './check.ts';
import { type Evidence, invariants } from './evidence.ts';
import { connect, gather, keepWrites, standing } from './gather.ts';
import { watchLogs, watchPlaces } from './observe.ts';
import { planRun } from './plan.ts';
import { requestOf } from './read-log.ts';
import { openStage, prefix, type Stage } from './stage.ts';
import { stallLine } from './stalls.ts';
import { idleCount, type Struck, struckLines } from './strike.ts';
import { chaosWorld } from './world.ts';

const endMs = 60_000;
const { values } = parseArgs({ options: { seed: { type: 'string' }, minutes: { type: 'string', default: '2' } } });
const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
const lengthMs = Number(values.minutes) * 60_000;
if (!Number.isInteger(seed) || !(lengthMs > 0)) {
  throw new Error('usage: npm run chaos -- [--seed whole number] [--minutes more than 0]');
}
// What was started is killed on exit; a signal alone would leave it running.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
const say = (line: string) => process.stdout.write(`${line}\n`);
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

say(`seed ${seed}, ${values.minutes} min: the same seed plans the same acts and faults; how they interleave differs`);
const stage = await openStage(seed);
const first = { ...standing(stage.world), writes: keepWrites(stage.world), sights: watchPlaces(stage.world) };
const redis = connect(stage.world.redisUrl);
const watch = watchLogs(redis, prefix);
try {
  const met = await play(stage);
  await stage.whenIdle();
  process.exitCode = (await judge(stage)) && met ? 0 : 1;
} finally {
  await watch.stop();
  redis.disconnect();
  await stage.close();
}

/** False where more than half of the faults met nothing: then the run shows little. */
async function play({ act, strike, troubles }: Stage): Promise<boolean> {
  const plan = planRun(seed, lengthMs, chaosWorld);
  const begun = Date.now();
  const due = (atMs: number) => pass(Math.max(0, begun + atMs - Date.now()));
  const acts = plan.acts.map(async (each) => {
    await due(each.atMs);
    const came = await act(each).catch((error: unknown) => String(error));
    say(`${Math.round(each.atMs)} ms story: ${each.who} ${each.text}: ${came}`);
  });
  const faults = plan.faults.map(async (fault): Promise<Struck> => {
    await due(fault.atMs);
    say(`${Math.round(fault.atMs)} ms fault: ${fault.kind} for ${fault.forMs} ms`);
    return strike(fault);
  });
  await Promise.all(acts);
  const struck = await Promise.all(faults);
  for (const line of struckLines(struck)) say(line);
  const stalls = stallLine(troubles);
  if (stalls) say(stalls);
  const idle = idleCount(struck);
  const met = idle * 2 <= struck.length;
  if (!met) say(`${idle} of ${struck.length} faults met nothing: the run shows too little`);
  return met;
}

/** Waits until all has ended and been told, or the deadline; then tells what does not hold. */
async function judge(open: Stage): Promise<boolean> {
  const look = async () => {
    const from = performance.now();
    await watch.read();
    const found = gather(open.world, watch.logs(), first, open.troubles);
    return { found, violations: check(found), tookMs: performance.now() - from };
  };
  const until = Date.now() + endMs;
  await settled(until);
  let last = await look();
  while (last.violations.length > 0 && Date.now() < until) {
    // The world shares this process, and stands still while it is judged.
    await pass(Math.max(1000, 4 * last.tookMs));
    last = await look();
  }
  const { found, violations } = last;
  const ends = found.logs.map(({ events }) => events.findLast((event) => event.type === 'finished')?.outcome ?? 'open');
  for (const end of new Set(ends)) say(`releases ${end}: ${ends.filter((each) => each === end).length}`);
  const bad = found.logs.filter((log) => {
    const asked = requestOf(log);
    return asked && found.bad.includes(`${asked.request.service} ${asked.plan.to.version}`);
  });
  say(`releases of bad versions: ${bad.length}`);
  const failed = found.deliveries.filter((each) => each.failed !== null).length;
  say(
    `observed: ${found.sights.length} states of the cluster; ${found.deliveries.length} deliveries, ${failed} failed`,
  );
  for (const each of invariants) {
    const count = violations.filter(({ invariant }) => invariant === each).length;
    say(`invariant ${each}: ${found.logs.length} releases, ${count} violations`);
  }
  if (ends.length === 0) say('no release was begun: the run shows nothing');
  if (violations.length === 0) return ends.length > 0;
  await keep(open, found, violations);
  return false;
}

/** Resolves when no release is live and none has news that were not told, or at the deadline. */
async function settled(until: number): Promise<void> {
  const key = keysOf(`${prefix}:`);
  while (Date.now() < until && (await redis.scard(key.live)) + (await redis.zcard(key.untold)) > 0) await pass(200);
}

async function keep(open: Stage, found: Evidence, violations: ReturnType<typeof check>): Promise<void> {
  const folder = `test-output/chaos-${seed}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/evidence.json`, JSON.stringify({ violations, ...found }, null, 2));
  for (const [name, text] of Object.entries(open.printed())) await writeFile(`${folder}/${name}.log`, text);
  for (const { invariant, release, evidence } of violations) say(`VIOLATED ${invariant} ${release}: ${evidence}`);
  say(`evidence and logs: ${folder}/; again: npm run chaos -- --seed ${seed} --minutes ${values.minutes}`);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { followLog } from '../crash/log-feed.ts';
import { saysBad } from './known-bad.ts';
import { candidate, nameOf, prefix } from './names.ts';
import { firstFailure, nextWrite, openSession, type Session } from './session.ts';
import { blueGreenBySelector, blueGreenByWeight, type Shape } from './shapes.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';

const environment = 'staging';
/** Releases that soak while one of them is made to fail. */
const together = 4;
const patienceMs = 60_000;

/**
 * From the verdict that a version is bad which has all of the traffic to the write that puts all of it back: every request
 * fails from one moment on in the middle of a soak, metrics scraped every second.
 */
export const blueGreen: Bench = async (options) => {
  const rows: Measured[] = [];
  for (const shape of [blueGreenBySelector, blueGreenByWeight]) rows.push(await measure(shape, options));
  return rows;
};

async function measure(shape: Shape, { quick, say }: Parameters<Bench>[0]): Promise<Measured> {
  const runs = quick ? 4 : 40;
  const session = await openSession({
    services: runs,
    stages: [],
    shapeOf: () => shape,
    environments: [environment],
    interval: '1s',
    rps: 40,
    role: 'worker',
  });
  try {
    const times: Times[] = [];
    for (let first = 0; first < runs; first += together) {
      const indexes = Array.from({ length: Math.min(together, runs - first) }, (_, at) => first + at);
      await Promise.all(indexes.map((index) => session.ask(nameOf(index), environment)));
      const soaking = await Promise.all(indexes.map((index) => untilSoak(session, `r${index + 1}`)));
      for (const one of soaking) times.push(await failOne(session, shape, one));
      say(`${shape.called}, bad → all back: ${times.length} of ${runs}`);
    }
    const figures = figuresOf(times.map(({ known }) => known));
    const whole = figuresOf(times.map(({ failed }) => failed));
    const since = `from the first failed request: p50 ${whole.p50} ms, p99 ${whole.p99} ms`;
    const note = `interval 1 s, ${together} releases at a time, from the verdict in the log; ${since}`;
    return { what: `${shape.called}, bad after the switch → all back`, figures, aim: { p99: 1000 }, note };
  } finally {
    await session.close();
  }
}

type Soaking = Awaited<ReturnType<typeof untilSoak>>;

/** Follows a release until it has switched over, and is judged. */
async function untilSoak({ world }: Session, id: string) {
  const log = followLog(world.redisUrl, prefix, id);
  const asked = await log.waitFor(({ type }) => type === 'requested', patienceMs);
  if (asked.type !== 'requested') throw new Error(`${id} was not requested`);
  const soak = asked.plan.steps.findIndex(({ action }) => action.kind === 'bake');
  await log.waitFor((event) => event.type === 'step.started' && event.index === soak, patienceMs);
  return { log, service: asked.request.service };
}

/** In ms: from the verdict, and from the first failed request. */
interface Times {
  known: number;
  failed: number;
}

async function failOne({ world }: Session, { ledBy }: Shape, { log, service }: Soaking): Promise<Times> {
  // Anywhere between two scrapes, and after the judge has seen some good ones.
  await sleep(2000 + Math.random() * 1000);
  const failing = firstFailure(world, { service, environment, version: candidate });
  const back = nextWrite(world, (entry) => ledBy(service, entry) === 'stable', patienceMs);
  world.workloads.setCharacter(service, candidate, { errors: 1 });
  const [failed, { at }, verdict] = await Promise.all([failing, back, log.waitFor(saysBad, patienceMs)]);
  log.close();
  return { known: at - verdict.at, failed: at - failed };
}

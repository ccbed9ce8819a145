import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Following, followLeads } from './mixed/follow.ts';
import { knownBad } from './mixed/known.ts';
import { candidate, nameOf } from './names.ts';
import { openSession, type Session } from './session.ts';
import { canaryByWeight, everyShape, type Shape } from './shapes.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';
import { until } from './until.ts';

const environment = 'staging';
const intervalMs = 2000;
/** Releases that are begun at the same time, before the storm. */
const together = 10;
const begunDeadlineMs = 180_000;
/** Until every one has been looked at some times. */
const warmMs = 20_000;
const backDeadlineMs = 120_000;

interface Storm {
  called: string;
  shapes: readonly Shape[];
  /** What becomes of the new versions: all of their pods crash, or all requests to them fail. */
  how: 'crash' | 'errors';
}

const mixture = { called: 'mixed strategies', shapes: everyShape };
const canaries = { called: 'canaries, for comparison', shapes: [canaryByWeight] };
const storms: readonly Storm[] = [
  { ...mixture, how: 'crash' },
  { ...canaries, how: 'crash' },
  { ...mixture, how: 'errors' },
  { ...canaries, how: 'errors' },
];

/** Releases of every strategy go bad at once, in the sandbox's cluster; what a real API server costs says `storm`. */
export const mixed: Bench = async ({ quick, say }) => {
  const rows: Measured[] = [];
  for (const storm of storms) rows.push(...(await measure(storm, { releases: quick ? 40 : 200, say })));
  return rows;
};

interface Given {
  releases: number;
  say(line: string): void;
}

async function measure(storm: Storm, { releases, say }: Given): Promise<Measured[]> {
  const { called, shapes } = storm;
  const shapeOf = (index: number) => shapes[index % shapes.length] ?? canaryByWeight;
  const session = await openSession({
    services: releases,
    stages: ['{ percent: 25, bake: 30m }'],
    shapeOf,
    environments: [environment],
    interval: `${intervalMs}ms`,
    rps: 10,
    replicas: 1,
    timing: { crash: 50 },
    role: 'worker',
  });
  const following = followLeads(session.world, releases, shapeOf);
  try {
    const begun = await begin(session, following, releases);
    say(`${begun} of ${releases} ${called} are watched`);
    await sleep(warmMs);
    const load = loadavg()[0] ?? 0;
    const at = await breakLoose(session, following, { ...storm, releases, begun });
    const backs = await backsOf(session, following, { releases, at });
    for (const shape of new Set(shapes)) {
      const own = backs.filter(({ index }) => shapeOf(index) === shape).map(({ known }) => known);
      if (own.length > 0) say(`${shape.called}, known bad → back: ${JSON.stringify(figuresOf(own))}`);
    }
    const note = `${begun} at once, ${begun - backs.length} never; load average ${load.toFixed(1)}`;
    return rowsOf(storm, backs, note);
  } finally {
    following.close();
    await session.close();
  }
}

/** Each gets some of the traffic of its service, or copies of it. @returns how many have */
async function begin({ ask }: Session, following: Following, releases: number): Promise<number> {
  for (let first = 0; first < releases; first += together) {
    const before = following.leading('candidate');
    const indexes = Array.from({ length: Math.min(together, releases - first) }, (_, at) => first + at);
    await Promise.all(indexes.map((index) => ask(nameOf(index), environment)));
    await until(() => following.leading('candidate') === before + indexes.length, begunDeadlineMs);
  }
  return following.leading('candidate');
}

/** Resolves when all are back, or have had their time. @returns when it began, in ms since the epoch */
async function breakLoose(
  { world }: Session,
  following: Following,
  { how, releases, begun }: Storm & { releases: number; begun: number },
): Promise<number> {
  const at = Date.now();
  const character = how === 'crash' ? 'crash-loop' : { errors: 1 };
  for (let index = 0; index < releases; index += 1) world.workloads.setCharacter(nameOf(index), candidate, character);
  await until(() => following.leading('stable') === begun, backDeadlineMs);
  return at;
}

/** Times of the write that put a service back, in ms. */
interface Back {
  index: number;
  /** From the beginning of the storm. */
  begun: number;
  /** From the event of its own log that says that it is bad. */
  known: number;
}

async function backsOf(
  { world }: Session,
  following: Following,
  { releases, at }: { releases: number; at: number },
): Promise<Back[]> {
  const known = await knownBad(world.redisUrl, { releases, since: at });
  return Array.from({ length: releases }, (_, index): Back[] => {
    const last = following.of(index);
    const told = known.get(nameOf(index));
    if (last?.leads !== 'stable' || told === undefined) return [];
    return [{ index, begun: last.at - at, known: last.at - told }];
  }).flat();
}

function rowsOf({ called, how }: Storm, backs: readonly Back[], note: string): Measured[] {
  const crash = how === 'crash';
  const what = `${called}: ${crash ? 'pods crash' : 'requests fail'}`;
  const aim = { max: 2000 };
  const scrape = crash ? '' : `, scrape every ${intervalMs / 1000} s`;
  return [
    {
      what: `${what} → all back`,
      figures: figuresOf(backs.map(({ begun }) => begun)),
      aim: crash ? aim : {},
      note: `${note}${scrape}`,
    },
    {
      what: `${what}, known → back`,
      figures: figuresOf(backs.map(({ known }) => known)),
      aim,
      note: 'of the same: each from the verdict or the trouble in its own log',
    },
  ];
}

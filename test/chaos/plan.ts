import { createRandom, type Random } from '../../sandbox/workloads/prng.ts';
import type { World } from '../../sandbox/workloads/world.ts';
import { chaosFlag } from './world.ts';

export const faultKinds = [
  'kill bot',
  'kill worker',
  'lose worker',
  'freeze worker',
  'restart redis',
  'stall redis',
  'slack 429',
  'slack 5xx',
  'slack cut',
  'slack outage',
  'cluster 429',
  'cluster 5xx',
  'cluster slow',
  'cluster refuses',
  'cluster watches dropped',
  'cluster writes fail',
  'metrics down',
  'metrics slow',
  'metrics garbage',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** All in milliseconds since the start of the run. */
export interface PlannedFault {
  atMs: number;
  kind: FaultKind;
  forMs: number;
  /** Which of the workers. */
  worker: number;
}

export interface PlannedAct {
  atMs: number;
  who: 'aoi' | 'mika' | 'ren' | 'noor';
  /** A typed command, or the name of a button: clicked on the oldest card that has it, `approve` twice at once. */
  text: string;
}

export interface ChaosPlan {
  acts: PlannedAct[];
  faults: PlannedFault[];
}

/** What will be tried in a run: the same for the same seed, world and length. */
export function planRun(seed: number, lengthMs: number, world: World): ChaosPlan {
  const random = createRandom(seed);
  const [stories, troubles] = [random.fork(), random.fork()];
  return { acts: actsOf(stories, lengthMs, world), faults: faultsOf(troubles, lengthMs) };
}

function actsOf(random: Random, lengthMs: number, world: World): PlannedAct[] {
  const acts: PlannedAct[] = [];
  const next = new Map<string, number>();
  let last: Place | null = null;
  for (let atMs = 500; atMs < lengthMs; atMs += random.between(400, 1_300)) {
    const place = { service: pick(random, world.services), environment: pick(random, world.environments).name };
    const roll = random.next();
    if (roll >= 0.4) {
      acts.push({ atMs, ...steering(random, roll, place) });
      continue;
    }
    if (random.next() < 0.05) {
      acts.push({ atMs, who: 'aoi', text: flag(random, place.environment) });
      continue;
    }
    // A newer version while the one before is under way: refused, queued or taking over, by policy.
    last = last && random.next() < 0.3 ? last : place;
    acts.push({ atMs, who: pick(random, ['aoi', 'ren'] as const), text: deploy(random, last, next, world) });
  }
  return acts;
}

interface Place {
  service: World['services'][number];
  environment: string;
}

function flag(random: Random, environment: string): string {
  const to = pick(random, ['off', '25 %', 'on'] as const);
  return `/deploy flag ${chaosFlag.service} ${chaosFlag.flag} to ${to} in ${environment}`;
}

/** Forward only; a place that has seen all its versions is asked for the newest again, and refuses. */
function deploy(
  random: Random,
  { service: { name, versions }, environment }: Place,
  next: Map<string, number>,
  world: World,
): string {
  const all = world.environments.map((each) => each.name);
  const through = random.next() < 0.2;
  const keys = (through ? all : [environment]).map((each) => `${name}@${each}`);
  const index = 1 + Math.max(...keys.map((key) => next.get(key) ?? 0));
  for (const key of keys) next.set(key, index);
  const tag = (versions[index] ?? versions.at(-1))?.tag ?? '';
  return `/deploy ${name} ${tag} ${through ? `through ${all.at(-1)}` : `to ${environment}`}`;
}

const steered = ['abort', 'pause', 'pause', 'resume', 'resume', 'promote', 'hold_go', 'hold_wait'] as const;

/** What people do about releases that are there; who may approve does, mostly. */
function steering(random: Random, roll: number, { service, environment }: Place): Omit<PlannedAct, 'atMs'> {
  const who = pick(random, ['mika', 'noor', 'mika', 'noor', 'aoi'] as const);
  if (roll < 0.75) return { who, text: 'approve' };
  if (roll < 0.79) return { who, text: 'reject' };
  if (roll < 0.95) return { who, text: pick(random, steered) };
  const nonsense = [
    '/deploy wibble',
    '/deploy checkout',
    `/deploy abort ${service.name} ${environment}`,
    '/deploy a b c <@U1> `x`',
  ];
  return { who, text: pick(random, nonsense) };
}

function faultsOf(random: Random, lengthMs: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  // Faults begin this often and last longer now and then: two at once are common.
  for (let atMs = 4_000; atMs < lengthMs; atMs += random.between(2_000, 7_000)) {
    const worker = random.next() < 0.5 ? 0 : 1;
    const kind = pick(random, faultKinds);
    faults.push({ atMs, kind, forMs: Math.round(random.between(500, longestMs(kind))), worker });
  }
  return faults;
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random.next() * from.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

/** In ms. */
function longestMs(kind: FaultKind): number {
  if (kind === 'lose worker') return 20_000;
  return kind === 'freeze worker' ? 10_000 : 6_000;
}

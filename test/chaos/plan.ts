import { createRandom, type Random } from '../../sandbox/workloads/prng.ts';
import type { World } from '../../sandbox/workloads/world.ts';

export const faultKinds = [
  'kill bot',
  'kill worker',
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
  /** A typed command, or `approve` for two clicks on the newest card with that button. */
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
  for (let atMs = 500; atMs < lengthMs; atMs += random.between(400, 1_500)) {
    const service = pick(random, world.services);
    const { tag } = pick(random, service.versions);
    const { name: environment } = pick(random, world.environments);
    const who = pick(random, ['aoi', 'mika', 'ren', 'noor'] as const);
    acts.push({ atMs, who, text: sentence(random, service.name, tag, environment) });
  }
  return acts;
}

function sentence(random: Random, service: string, tag: string, environment: string): string {
  const roll = random.next();
  if (roll < 0.5) return `/deploy ${service} ${tag} to ${environment}`;
  if (roll < 0.8) return 'approve';
  if (roll < 0.95) {
    return `/deploy ${pick(random, ['abort', 'pause', 'resume', 'promote'])} ${service} ${environment}`;
  }
  return pick(random, ['/deploy wibble', '/deploy checkout', '/deploy abort', '/deploy a b c d <@U1> `x`']);
}

function faultsOf(random: Random, lengthMs: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (let atMs = 4_000; atMs < lengthMs; atMs += random.between(2_000, 7_000)) {
    const worker = random.next() < 0.5 ? 0 : 1;
    faults.push({ atMs, kind: pick(random, faultKinds), forMs: Math.round(random.between(500, 10_000)), worker });
  }
  return faults;
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random.next() * from.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

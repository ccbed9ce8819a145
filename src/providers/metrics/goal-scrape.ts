import type { Compared } from '../../domain/flag-compared.ts';
import type { GoalCounter } from '../../domain/goal.ts';
import type { Plan } from '../../domain/plan.ts';
import { mapLimit } from '../../platform/map-limit.ts';
import { words } from './common.ts';
import { sinceLastMeasurement } from './counters.ts';
import {
  type GoalCount,
  type GoalPart,
  type GoalWanted,
  type PartLook,
  partsOf,
  sideMissing,
  together,
  versionMissing,
} from './goal-count.ts';
import { nameSettings, type ScrapeConfig } from './kinds/scrape.ts';
import type { Checkpoint, MetricDeps } from './metric-source.ts';
import { pageOf } from './page-of.ts';
import { readPageOnThread } from './page-reader.ts';
import type { NamedReading, NameSettings } from './recognize.ts';
import { atOnce, countersOf, unitOf } from './scraped-pod.ts';
import { podsOf, type TrackedPod } from './tracks.ts';

type Settings = Readonly<Record<GoalPart, NameSettings>>;

/** Both counters of one page; null where it cannot be read. */
interface Read {
  pod: TrackedPod;
  readings: Readonly<Record<GoalPart, NamedReading>> | null;
  error: string;
}

/** Reads both counters from the pods' own pages, each page once. Never throws. */
export async function countOnPages(
  deps: MetricDeps,
  config: ScrapeConfig,
  { plan, goal, compared }: GoalWanted,
  checkpoint: Checkpoint,
): Promise<{ counted: GoalCount; checkpoint: Checkpoint }> {
  try {
    const settings: Settings = {
      visits: goal.visits
        ? settingsOf(config, goal.visits, compared)
        : { ...nameSettings(config, compared), durations: null },
      successes: settingsOf(config, goal.successes, compared),
    };
    const pods = await podsOf(deps, plan);
    const at = deps.clock.now();
    const running = pods.filter((pod) => pod.running);
    const read = await mapLimit(running, atOnce, (pod) => readBoth(deps, config, plan, pod, settings));
    const unread = unreadTrack(read);
    if (unread !== null) return { counted: { kind: 'failed', detail: unread }, checkpoint };
    const before = partsOf(checkpoint);
    const look = (part: GoalPart) => lookOf(part, read, { pods, at, compared }, before[part]);
    return together({ visits: look('visits'), successes: look('successes') }, compared && before);
  } catch (error) {
    return { counted: { kind: 'failed', detail: words(error) }, checkpoint };
  }
}

/** Every series counts, whatever its labels say of failures. @throws Error where it can only be asked of Prometheus */
function settingsOf(config: ScrapeConfig, counter: GoalCounter, compared: Compared | null): NameSettings {
  if ('query' in counter) throw new Error('a query can be asked of Prometheus only, and pods are scraped here');
  const errors = { label: 'code', matches: '.*' };
  const requests = { metric: counter.metric, errors };
  const own = { path: config.path, requests, durations: null, where: counter.where };
  return compared ? { ...own, compareBy: compared } : own;
}

async function readBoth(
  deps: MetricDeps,
  config: ScrapeConfig,
  { target }: Plan,
  pod: TrackedPod,
  settings: Settings,
): Promise<Read> {
  try {
    const readings = await pageOf(deps, config, target, pod, async (body) => ({
      visits: await readPageOnThread(body, settings.visits),
      successes: await readPageOnThread(body, settings.successes),
    }));
    return { pod, readings, error: '' };
  } catch (error) {
    return { pod, readings: null, error: `${pod.name}: ${words(error)}` };
  }
}

/** Why a version as a whole cannot be read; null where any pod of it can, or none is there. */
function unreadTrack(read: readonly Read[]): string | null {
  for (const track of ['candidate', 'stable']) {
    const own = read.filter(({ pod }) => pod.track === track);
    const [first] = own;
    if (first && own.every(({ readings }) => readings === null)) return first.error;
  }
  return null;
}

function lookOf(
  part: GoalPart,
  read: readonly Read[],
  { pods, at, compared }: { pods: readonly TrackedPod[]; at: number; compared: Compared | null },
  before: Checkpoint,
): PartLook {
  const units = [
    ...read.map(({ pod, readings }) => unitOf(pod, readings && countersOf(pod, readings[part]))),
    ...pods.filter(({ running }) => !running).map((pod) => unitOf(pod, 'not-started')),
  ];
  const showing = read.filter(({ readings }) => readings?.[part].facts.requests.known);
  const shown = (track: TrackedPod['track']) => showing.some(({ pod }) => pod.track === track);
  const name = read.find(({ readings }) => readings)?.readings?.[part].names.requests.metric ?? part;
  const missing = compared
    ? sideMissing(
        name,
        compared,
        showing.map(({ readings }) => readings?.[part].series.sides ?? {}),
      )
    : versionMissing(name, { candidate: shown('candidate'), stable: shown('stable') });
  return { measured: sinceLastMeasurement(before, at, units, { compared }), missing };
}

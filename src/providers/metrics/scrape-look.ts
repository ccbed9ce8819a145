import type { Target } from '../../domain/target.ts';
import { words } from './common.ts';
import { besideNotWatched, besideText } from './counted-beside.ts';
import { type Known, knownOf, type Stepped, step } from './growth.ts';
import { durationsSetting, nameSettings, type ScrapeConfig } from './kinds/scrape.ts';
import {
  type Shown,
  tellingOn,
  twiceNotWatched,
  untoldNotWatched,
  untoldShareOn,
  whyNoFailures,
  whyUntold,
} from './lacking.ts';
import { durationsNotWatched, whyNoDurations, whyPartly } from './lacking-durations.ts';
import { likelyText } from './likely.ts';
import type { MetricDeps, SourceLook } from './metric-source.ts';
import { readPageOnThread } from './page-reader.ts';
import { tallyOf, tallyText } from './page-tally.ts';
import { severalProcesses } from './process.ts';
import type { NamedReading } from './recognize.ts';
import { type Labels, notCompared } from './sides.ts';
import { type TrackedPod, trackedPods } from './tracks.ts';
import { conditionsText } from './where.ts';

/** What `read` makes of a pod's page. */
export type ReadPage = <T>(pod: TrackedPod, read: (body: string) => Promise<T>) => Promise<T>;

/** One look at a page. */
interface Looked {
  at: number;
  reading: NamedReading;
  tally: ReturnType<typeof tallyOf>;
}

/** So often the same pod's page is asked for: processes that answer in turn are hardly in step with it. */
const looks = 4;

/** What the page of one ready pod shows, and whether one process shows it. Never throws. */
export async function lookAtPage(
  { clusters, clock }: MetricDeps,
  config: ScrapeConfig,
  target: Target,
  watchMs: number,
  page: ReadPage,
): Promise<SourceLook> {
  try {
    const pods = await trackedPods(clusters(target.cluster), target, null);
    const pod = pods.find(({ ready }) => ready) ?? pods.find(({ running }) => running);
    if (!pod) return wrong(`no pod of ${target.workload.name} is running, so nothing can be scraped`);
    const all: Looked[] = [];
    for (let count = watchMs > 0 ? looks : 1; count > 0; count -= 1) {
      if (all.length > 0) await clock.sleep(watchMs / (looks - 1));
      const look = (body: string) => lookOf(body, config, clock.now());
      all.push(await page(pod, look).catch((error: unknown) => Promise.reject(named(pod.name, error))));
    }
    return concluded(pod, config, target, all);
  } catch (error) {
    return wrong(words(error));
  }
}

function named(pod: string, error: unknown): Error {
  const why = words(error);
  return new Error(why.includes(pod) ? why : `${pod}: ${why}`);
}

async function lookOf(body: string, config: ScrapeConfig, at: number): Promise<Looked> {
  const reading = await readPageOnThread(body, nameSettings(config));
  return { at, reading, tally: tallyOf(body, reading.names) };
}

function concluded(pod: TrackedPod, config: ScrapeConfig, target: Target, all: readonly Looked[]): SourceLook {
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return wrong('it was not looked at');
  if (answersInTurn(pod, all)) return wrong(severalProcesses(pod.name));
  const { names, facts } = last.reading;
  const shown: Shown = { names, ...facts };
  if (!facts.requests.known) return wrong(unknownPage(pod, config, names));
  const [share, telling] = [untoldShareOn([shown]), tellingOn([shown])];
  const noFailures = whyNoFailures([shown]) ?? (telling && whyUntold(share, telling));
  if (noFailures !== null) return wrong(`${pod.name}: ${noFailures}`);
  const noDurations = whyNoDurations([shown]) ?? whyPartly([shown]);
  return {
    wrong: null,
    notWatched: [
      ...besideNotWatched(names.requests.metric, names.beside),
      ...twiceNotWatched([shown]),
      ...(noDurations === null ? [] : [durationsNotWatched(noDurations, durationsSetting)]),
      ...notCompared(target, names.requests.metric, countedOn(last.tally)),
    ],
    counts: [
      countsText(config, names, tallyText(names, first.tally, last.tally, (last.at - first.at) / 1000)),
      ...(telling ? untoldNotWatched(share, telling).map(({ why }) => why) : []),
    ].join('; '),
  };
}

function countedOn(tally: Looked['tally']): Labels[] {
  return [...tally.values()].flatMap(({ labels, counted }) => (counted ? [labels] : []));
}

function answersInTurn({ restarts }: TrackedPod, all: readonly Looked[]): boolean {
  let known: Known | null = null;
  let before = 0;
  for (const { at, reading } of all) {
    const counters = { process: { restarts, startedAt: reading.startedAt }, ...reading.series };
    if (known === null) {
      known = knownOf(counters);
    } else {
      const added: Stepped = step(counters, known, before, { at });
      if (added.step.kind === 'nothing' || (added.step.kind === 'several' && added.step.sure)) return true;
      known = added.known;
    }
    before = at;
  }
  return false;
}

function unknownPage(pod: TrackedPod, { path, requests }: ScrapeConfig, names: NamedReading['names']): string {
  const { metric } = names.requests;
  const said = requests.metric ? metric : `${metric}, nor any other counter of requests that is recognized,`;
  return `${pod.name} shows no ${said} at ${path} (or has not served yet)${likelyText(names.likely)}`;
}

function countsText(
  config: ScrapeConfig,
  { framework, beside, requests, durations, where }: NamedReading['names'],
  tally: string,
): string {
  const { metric, errors } = requests;
  const found = framework === null ? '' : `recognized ${framework}: ${metric} by ${errors.label}; `;
  const times = durations ? `; durations by ${durations.metric}` : '';
  const conditions = config.where
    ? `only ${shortened(conditionsText(where))}`
    : 'without probes, scrapes and calls of its own';
  const only = where.length > 0 ? ` (${conditions})` : '';
  return `${found}${tally}${only}${times}${besideText(beside)}`;
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

function wrong(why: string): SourceLook {
  return { wrong: why, notWatched: [], counts: null };
}

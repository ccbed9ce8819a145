import type { Compared } from '../../domain/flag-compared.ts';
import type { Target } from '../../domain/target.ts';
import type { NotWatched } from '../../domain/verdict.ts';
import { mapLimit } from '../../platform/map-limit.ts';
import { words } from './common.ts';
import { besideNotWatched } from './counted-beside.ts';
import { type Measured, sinceLastMeasurement } from './counters.ts';
import { countOnPages } from './goal-scrape.ts';
import { nameSettings, type ScrapeConfig, scrape as scrapeKind } from './kinds/scrape.ts';
import type { Shown } from './lacking.ts';
import type { Checkpoint, MadeSource, MetricDeps } from './metric-source.ts';
import { pageOf } from './page-of.ts';
import { readPageOnThread } from './page-reader.ts';
import type { NamedReading } from './recognize.ts';
import { withLacks } from './scrape-lacks.ts';
import { lookAtPage } from './scrape-look.ts';
import { atOnce, countersOf, unitOf } from './scraped-pod.ts';
import { podsOf, type TrackedPod } from './tracks.ts';

type Scraped = { pod: TrackedPod; reading: NamedReading | null; error: string };

/**
 * Reads the counters straight from the pods' own pages, both tracks in one go. Pods that do not answer are left out, said,
 * and caught up with later. It is `failed` when no pod of the new version answers, and when stable has ready pods and none of
 * them does (the candidate must not be judged alone because its yardstick is out of sight).
 */
export function createScrape(deps: MetricDeps, config: ScrapeConfig): MadeSource {
  return {
    answers: scrapeKind.answers(config),
    async measure(plan, checkpoint, compared = null) {
      try {
        const pods = await podsOf(deps, plan);
        const at = deps.clock.now();
        const scraped = await scrapeAll(deps, config, { target: plan.target, compared }, pods);
        return concluded(scraped, pods, checkpoint, { at, compared });
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    count: (plan, goal, checkpoint, compared = null) =>
      countOnPages(deps, config, { plan, goal, compared }, checkpoint),
    look: (target, watchMs) =>
      lookAtPage(deps, config, target, watchMs, (pod, read) => pageOf(deps, config, target, pod, read)),
  };
}

/** What is scraped, and by which flag its requests are told apart; by none where that is null. */
interface Wanted {
  target: Target;
  compared: Compared | null;
}

function scrapeAll(deps: MetricDeps, config: ScrapeConfig, wanted: Wanted, pods: readonly TrackedPod[]) {
  const running = pods.filter((pod) => pod.running);
  return mapLimit(running, atOnce, (pod) => scrape(deps, config, wanted, pod));
}

function concluded(
  scraped: readonly Scraped[],
  pods: readonly TrackedPod[],
  checkpoint: Checkpoint,
  { at, compared }: { at: number; compared: Compared | null },
): Measured {
  const candidates = scraped.filter(({ pod }) => pod.track === 'candidate');
  const stable = scraped.filter(({ pod }) => pod.track === 'stable');
  if (candidates.length > 0 && candidates.every(({ reading }) => !reading)) return failed(candidates, checkpoint);
  if (stable.some(({ pod }) => pod.ready) && stable.every(({ reading }) => !reading)) return failed(stable, checkpoint);
  const waiting = pods.filter((pod) => !pod.running);
  const units = [
    ...scraped.map(({ pod, reading }) => ({
      ...unitOf(pod, reading && countersOf(pod, reading)),
      summaries: reading?.summaries ?? [],
    })),
    ...waiting.map((pod) => unitOf(pod, 'not-started')),
  ];
  const measured = sinceLastMeasurement(checkpoint, at, units, { compared });
  const partly = [...unreadOf(candidates, 'new'), ...unreadOf(stable, 'old'), ...besideOn(candidates)];
  return withLacks(measured, shownOn(candidates), shownOn(stable), partly);
}

/** Of the pods that serve, those whose page cannot be read. Where that is half of the new ones, nothing is called healthy. */
function unreadOf(scraped: readonly Scraped[], which: 'new' | 'old'): NotWatched[] {
  const serving = scraped.filter(({ pod }) => pod.ready);
  const unread = serving.filter(({ reading }) => reading === null);
  const [first] = unread;
  if (!first) return [];
  const why = `${unread.length} of the ${serving.length} pods of the ${which} version cannot be read (${first.error})`;
  const holds = which === 'new' && unread.length * 2 >= serving.length;
  return [{ query: 'requests', why, partly: true, ...(holds ? { holds } : {}) }];
}

/** What the first page shows of other counters that is not watched. */
function besideOn(scraped: readonly Scraped[]): NotWatched[] {
  const [first] = scraped.flatMap(({ reading }) => reading?.names ?? []);
  return first ? besideNotWatched(first.requests.metric, first.beside) : [];
}

function shownOn(scraped: readonly Scraped[]): Shown[] {
  return scraped.flatMap(({ reading }) => (reading ? [{ names: reading.names, ...reading.facts }] : []));
}

function failed(pods: readonly Scraped[], checkpoint: Checkpoint): Measured {
  const more = pods.length > 1 ? ` (and ${pods.length - 1} more)` : '';
  const detail = `${pods[0]?.error ?? ''}${more}`;
  return { measurement: { kind: 'failed', detail }, checkpoint, untold: { candidate: 0, stable: 0 } };
}

async function scrape(
  deps: MetricDeps,
  config: ScrapeConfig,
  { target, compared }: Wanted,
  pod: TrackedPod,
): Promise<Scraped> {
  try {
    const settings = nameSettings(config, compared);
    const reading = await pageOf(deps, config, target, pod, (body) => readPageOnThread(body, settings));
    return { pod, reading, error: '' };
  } catch (error) {
    const why = words(error);
    return { pod, reading: null, error: why.includes(pod.name) ? why : `${pod.name}: ${why}` };
  }
}

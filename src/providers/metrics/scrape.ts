import type { Target } from '../../domain/target.ts';
import type { NotWatched } from '../../domain/verdict.ts';
import type { Share } from '../../platform/byte-budget.ts';
import type { HttpAnswer } from '../../platform/kube.ts';
import { mapLimit, words } from './common.ts';
import { besideNotWatched } from './counted-beside.ts';
import { type Measured, sinceLastMeasurement } from './counters.ts';
import type { Counters } from './growth.ts';
import { nameSettings, type ScrapeConfig, scrape as scrapeKind } from './kinds/scrape.ts';
import type { Shown } from './lacking.ts';
import type { Checkpoint, MadeSource, MetricDeps } from './metric-source.ts';
import { isCutOff } from './page.ts';
import { pageRoom, readPageOnThread } from './page-reader.ts';
import type { NamedReading } from './recognise.ts';
import { withLacks } from './scrape-lacks.ts';
import { lookAtPage } from './scrape-look.ts';
import { podsOf, type TrackedPod } from './tracks.ts';
import type { Unit } from './unit.ts';

const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const atOnce = 16;
const keptIdleMs = 4000;

type Scraped = { pod: TrackedPod; reading: NamedReading | null; error: string };

/**
 * Reads the counters straight from the pods' own pages, both tracks in one go. Pods that do not answer are left out, said,
 * and caught up with later. It is `failed` when no pod of the new version answers, and when stable has ready pods and none of
 * them does (the candidate must not be judged alone because its yardstick is out of sight).
 */
export function createScrape(deps: MetricDeps, config: ScrapeConfig): MadeSource {
  return {
    answers: scrapeKind.answers(config),
    async measure(plan, checkpoint) {
      try {
        const pods = await podsOf(deps, plan);
        const at = deps.clock.now();
        return concluded(await scrapeAll(deps, config, plan.target, pods), pods, checkpoint, at);
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    look: (target, watchMs) =>
      lookAtPage(deps, config, target, watchMs, (pod, read) => pageOf(deps, config, target, pod, read)),
  };
}

function scrapeAll(deps: MetricDeps, config: ScrapeConfig, target: Target, pods: readonly TrackedPod[]) {
  const running = pods.filter((pod) => pod.running);
  return mapLimit(running, atOnce, (pod) => scrape(deps, config, target, pod));
}

function concluded(
  scraped: readonly Scraped[],
  pods: readonly TrackedPod[],
  checkpoint: Checkpoint,
  at: number,
): Measured {
  const candidates = scraped.filter(({ pod }) => pod.track === 'candidate');
  const stable = scraped.filter(({ pod }) => pod.track === 'stable');
  if (candidates.length > 0 && candidates.every(({ reading }) => !reading)) return failed(candidates, checkpoint);
  if (stable.some(({ pod }) => pod.ready) && stable.every(({ reading }) => !reading)) return failed(stable, checkpoint);
  const waiting = pods.filter((pod) => !pod.running);
  const measured = sinceLastMeasurement(checkpoint, at, [
    ...scraped.map(({ pod, reading }) => ({
      ...unitOf(pod, reading && countersOf(pod, reading)),
      quantiles: reading?.quantiles ?? [],
    })),
    ...waiting.map((pod) => unitOf(pod, 'not-started')),
  ]);
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
  return { measurement: { kind: 'failed', detail }, checkpoint, unlabelled: { candidate: 0, stable: 0 } };
}

function unitOf(pod: TrackedPod, counters: Unit['counters']): Unit {
  const { uid, name, track, createdAt } = pod;
  return { key: uid, page: uid, pod: name, track, createdAt, counters };
}

function countersOf({ restarts }: TrackedPod, { series, startedAt }: NamedReading): Counters {
  return { process: { restarts, startedAt }, ...series };
}

async function scrape(deps: MetricDeps, config: ScrapeConfig, target: Target, pod: TrackedPod): Promise<Scraped> {
  try {
    const reading = await pageOf(deps, config, target, pod, (body) => readPageOnThread(body, nameSettings(config)));
    return { pod, reading, error: '' };
  } catch (error) {
    const why = words(error);
    return { pod, reading: null, error: why.includes(pod.name) ? why : `${pod.name}: ${why}` };
  }
}

/** What `read` makes of a pod's page, for as long as there is room for its text. Throws, in words, where there is none. */
async function pageOf<T>(
  deps: MetricDeps,
  config: ScrapeConfig,
  target: Target,
  pod: TrackedPod,
  read: (body: string) => Promise<T>,
): Promise<T> {
  const share = pageRoom.open();
  try {
    const { status, body, headers = {} } = await get(deps, config, target, pod, share);
    if (status !== 200) throw new Error(`${config.path} answered ${status}`);
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      throw new Error(`${config.path} is packed (${encoding}) although that was not asked for`);
    if (body.length > pageRoom.each) throw new Error(pageRoom.tooLong);
    if (isCutOff(body, headers['content-type'])) throw new Error(`${config.path} is cut off`);
    return await read(body);
  } finally {
    share.giveBack();
  }
}

function get(
  deps: MetricDeps,
  config: ScrapeConfig,
  target: Target,
  pod: TrackedPod,
  share: Share,
): Promise<Pick<HttpAnswer, 'status' | 'body'> & Partial<Pick<HttpAnswer, 'headers'>>> {
  const port = config.port ?? target.workload.port;
  const headers = { accept };
  const direct = config.via === 'pod-ip' || (config.via === 'auto' && deps.podNetwork?.(target.cluster) === true);
  if (!direct) {
    const { timeoutMs } = config;
    const kube = deps.clusters(target.cluster);
    return kube.podGet(target.namespace, pod.name, port, config.path, {
      headers,
      timeoutMs,
      maxBytes: pageRoom.each,
      share,
    });
  }
  if (pod.ip === null) throw new Error('it has no IP yet');
  const host = pod.ip.includes(':') ? `[${pod.ip}]` : pod.ip;
  // Most servers close a connection that is idle for some seconds; and thousands of pods are thousands of connections.
  const once = target.analysis.intervalMs > keptIdleMs;
  const options = { headers, timeoutMs: config.timeoutMs, maxBytes: pageRoom.each, share, once };
  return deps.http(`http://${host}:${port}${config.path}`, options);
}

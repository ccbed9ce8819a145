import type { Target } from '../../domain/target.ts';
import type { Share } from '../../platform/byte-budget.ts';
import type { HttpAnswer } from '../../platform/kube.ts';
import { mapLimit, words } from './common.ts';
import { type Counters, type Measured, notStarted, sinceLastMeasurement, type Unit } from './counters.ts';
import { pageNames, type ScrapeConfig, scrape as scrapeKind } from './kinds/scrape.ts';
import type { Checkpoint, MetricDeps, MetricSource } from './metric-source.ts';
import { isCutOff, type PageReading } from './page.ts';
import { pageRoom, readPageOnThread } from './page-reader.ts';
import { podsOf, type TrackedPod, trackedPods } from './tracks.ts';

const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const atOnce = 16;
const keptIdleMs = 4000;

type Scraped = { pod: TrackedPod; reading: PageReading | null; error: string };

/**
 * Reads the counters straight from the pods' own pages, both tracks in one go. Pods that do not answer are left out
 * and caught up with later; it is `failed` when no pod of the new version answers, or when stable has ready pods and
 * none of them does (the candidate must not be judged alone because its yardstick is out of sight).
 */
export function createScrape(deps: MetricDeps, config: ScrapeConfig): MetricSource {
  return {
    answers: scrapeKind.answers(config),
    async measure(plan, checkpoint) {
      try {
        const pods = await podsOf(deps, plan);
        const at = deps.clock.now();
        return concluded(config, await scrapeAll(deps, config, plan.target, pods), pods, checkpoint, at);
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    async check(target) {
      try {
        const pods = await trackedPods(deps.clusters(target.cluster), target, null);
        const pod = pods.find(({ ready }) => ready) ?? pods.find(({ running }) => running);
        if (!pod) return `no pod of ${target.workload.name} is running, so nothing can be scraped`;
        const { reading, error } = await scrape(deps, config, target, pod);
        if (!reading) return error;
        if (reading.missing.length === 0) return null;
        return `${pod.name} shows no ${reading.missing.join(' and no ')} at ${config.path} (or has not served yet)`;
      } catch (error) {
        return words(error);
      }
    },
  };
}

function scrapeAll(deps: MetricDeps, config: ScrapeConfig, target: Target, pods: readonly TrackedPod[]) {
  const running = pods.filter((pod) => pod.running);
  return mapLimit(running, atOnce, (pod) => scrape(deps, config, target, pod));
}

function concluded(
  config: ScrapeConfig,
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
      // Which restart it is says Kubernetes; a page that has lost its counter is that of no process.
      sure: typeof reading?.startedAt === 'number' || reading?.missing.includes(config.requests.metric) === true,
    })),
    ...waiting.map((pod) => unitOf(pod, notStarted)),
  ]);
  const detail = lacking(config.requests.metric, candidates, scraped);
  return detail === null ? measured : { ...measured, measurement: { kind: 'no-data', detail } };
}

/** Why there is nothing to measure although pods answered, or null. */
function lacking(metric: string, candidates: readonly Scraped[], all: readonly Scraped[]): string | null {
  if (candidates.length === 0) return 'no pod of the new version is running';
  // Some clients show a series only after its first request: it is missing only where no pod at all has it.
  const missing = all.every(({ reading }) => !reading || reading.missing.includes(metric));
  return missing ? `no pod shows ${metric}` : null;
}

function failed(pods: readonly Scraped[], checkpoint: Checkpoint): Measured {
  const more = pods.length > 1 ? ` (and ${pods.length - 1} more)` : '';
  return { measurement: { kind: 'failed', detail: `${pods[0]?.error ?? ''}${more}` }, checkpoint };
}

function unitOf(pod: TrackedPod, counters: Counters | null): Unit {
  return { key: pod.uid, track: pod.track, createdAt: pod.createdAt, counters };
}

function countersOf(pod: TrackedPod, { requests, errors, buckets, startedAt }: PageReading): Counters {
  return { id: `${pod.restarts}/${startedAt ?? ''}`, requests, errors, buckets };
}

async function scrape(deps: MetricDeps, config: ScrapeConfig, target: Target, pod: TrackedPod): Promise<Scraped> {
  const share = pageRoom.open();
  try {
    const { status, body, headers = {} } = await get(deps, config, target, pod, share);
    if (status !== 200) throw new Error(`${config.path} answered ${status}`);
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      throw new Error(`${config.path} is packed (${encoding}) although that was not asked for`);
    if (body.length > pageRoom.each) throw new Error(pageRoom.tooLong);
    if (isCutOff(body, headers['content-type'])) throw new Error(`${config.path} is cut off`);
    return { pod, reading: await readPageOnThread(body, pageNames(config)), error: '' };
  } catch (error) {
    const why = words(error);
    return { pod, reading: null, error: why.includes(pod.name) ? why : `${pod.name}: ${why}` };
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

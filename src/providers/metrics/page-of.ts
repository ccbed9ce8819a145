import type { Target } from '../../domain/target.ts';
import type { Share } from '../../platform/byte-budget.ts';
import type { HttpAnswer } from '../../platform/kube.ts';
import type { ScrapeConfig } from './kinds/scrape.ts';
import type { MetricDeps } from './metric-source.ts';
import { notMetrics } from './not-metrics.ts';
import { isCutOff } from './page.ts';
import { pageRoom } from './page-reader.ts';
import type { TrackedPod } from './tracks.ts';

const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const keptIdleMs = 4000;

/** What `read` makes of a pod's page, for as long as there is room for its text. Throws, in words, where there is none. */
export async function pageOf<T>(
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
    const instead = notMetrics(body, headers['content-type']);
    if (instead !== null) throw new Error(notMetricsText(config, instead));
    if (isCutOff(body, headers['content-type'])) throw new Error(`${config.path} is cut off`);
    return await read(body);
  } finally {
    share.giveBack();
  }
}

function notMetricsText({ path }: ScrapeConfig, instead: string): string {
  return `${path} answers with ${instead} instead of metrics: let \`metrics.path\` and \`metrics.port\` lead to those`;
}

function get(
  deps: MetricDeps,
  config: ScrapeConfig,
  target: Target,
  pod: TrackedPod,
  share: Share,
): Promise<Pick<HttpAnswer, 'status' | 'body'> & Partial<Pick<HttpAnswer, 'headers'>>> {
  const port = config.port ?? target.workload.port;
  const headers = { accept, 'accept-encoding': 'identity' };
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

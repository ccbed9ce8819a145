import type { KubeClient } from '../../../sandbox/workloads/kube-client.ts';
import { candidateWeight } from '../scale/cluster.ts';
import { indexOf } from '../scale/fleet.ts';

const path = '/apis/networking.istio.io/v1/virtualservices';

export interface Weights {
  /** When the candidate of each was seen to have no traffic any more (ms since the epoch), by index. */
  zero: ReadonlyMap<number, number>;
  close(): void;
}

/** Watches the routes of all namespaces. Resolves once the watch stands. */
export async function watchWeights(kube: KubeClient): Promise<Weights> {
  const zero = new Map<number, number>();
  const closing = new AbortController();
  const { metadata } = (await kube.get(path)) as { metadata: { resourceVersion: string } };
  const seen = { from: metadata.resourceVersion };
  void follow(kube, { zero, seen, signal: closing.signal });
  return { zero, close: () => closing.abort() };
}

interface Following {
  zero: Map<number, number>;
  seen: { from: string };
  signal: AbortSignal;
}

async function follow(kube: KubeClient, { zero, seen, signal }: Following): Promise<void> {
  // A busy server breaks watches off; the next goes on where the last one was.
  while (!signal.aborted) await once(kube, { zero, seen, signal }).catch(() => undefined);
}

async function once(kube: KubeClient, { zero, seen, signal }: Following): Promise<void> {
  for await (const event of kube.watch(`${path}?watch=true&resourceVersion=${seen.from}`, signal)) {
    const { object } = event as { object: { metadata: { name: string; resourceVersion: string } } };
    seen.from = object.metadata.resourceVersion;
    const index = indexOf(object.metadata.name);
    if (candidateWeight(object) === 0 && !zero.has(index)) zero.set(index, Date.now());
  }
}

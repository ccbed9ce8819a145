import { setTimeout as sleep } from 'node:timers/promises';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import type { Written } from './ledger.ts';

interface Endpoint {
  conditions?: { ready?: boolean };
  targetRef?: { name?: string };
}
interface Seen {
  type: string;
  object: {
    metadata: { name: string; labels?: Record<string, string> };
    spec?: {
      replicas?: number;
      http?: { route?: { weight?: number; destination: { host: string; subset?: string } }[] }[];
      rules?: { backendRefs?: { name: string; weight?: number }[] }[];
    };
    endpoints?: Endpoint[] | null;
  };
}

/** Where the share of a candidate is written, for a router: objects, and what one of them says. Undefined: nothing. */
export interface Source {
  path: string;
  percent(event: Seen): number | undefined;
}

/** By the weights of a VirtualService. */
export const byWeights = (service: string): Source[] => [
  {
    path: '/apis/networking.istio.io/v1/namespaces/staging/virtualservices',
    percent({ object: { metadata, spec } }) {
      if (metadata.name !== service) return undefined;
      const routes = spec?.http?.[0]?.route ?? [];
      const candidates = routes.filter(({ destination: { host, subset = '' } }) =>
        `${host} ${subset}`.includes('candidate'),
      );
      return candidates.reduce((sum, { weight = 100 }) => sum + weight, 0);
    },
  },
];

/** By the weights of an HTTPRoute with a single rule. */
export const byBackends = (service: string): Source[] => [
  {
    path: '/apis/gateway.networking.k8s.io/v1/namespaces/staging/httproutes',
    percent({ object: { metadata, spec } }) {
      if (metadata.name !== service) return undefined;
      const candidates = (spec?.rules?.[0]?.backendRefs ?? []).filter(({ name }) => name.endsWith('-candidate'));
      return candidates.reduce((sum, { weight = 1 }) => sum + weight, 0);
    },
  },
];

/** By the ready pods behind a Service; none as soon as the candidate is to have none, though its pods may not know yet. */
export function byPods(service: string): Source[] {
  let wanted = 0;
  return [
    {
      path: '/apis/apps/v1/namespaces/staging/deployments',
      percent({ type, object: { metadata, spec } }) {
        if (metadata.name !== `${service}-candidate`) return undefined;
        wanted = type === 'DELETED' ? 0 : (spec?.replicas ?? 1);
        return wanted === 0 ? 0 : undefined;
      },
    },
    {
      path: '/apis/discovery.k8s.io/v1/namespaces/staging/endpointslices',
      percent({ object: { metadata, endpoints } }) {
        if (wanted === 0 || metadata.labels?.['kubernetes.io/service-name'] !== service) return undefined;
        const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
        const candidates = ready.filter(({ targetRef }) => targetRef?.name?.startsWith(`${service}-candidate-`));
        return ready.length === 0 ? undefined : (100 * candidates.length) / ready.length;
      },
    },
  ];
}

/** Notes each change of the candidate's share as it is written to the cluster. */
export function followShares(kubeconfig: string, sources: readonly Source[]) {
  const kube = connectKube(kubeconfig);
  const stop = new AbortController();
  const written: Written[] = [];
  const note = (percent: number | undefined) => {
    if (percent !== undefined && percent !== written.at(-1)?.percent) written.push({ at: Date.now(), percent });
  };
  async function follow({ path, percent }: Source): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for await (const event of kube.watch(`${path}?watch=true`, stop.signal)) note(percent(event as Seen));
      } catch {
        // A watch that ends, or cannot begin yet, is begun again.
        await sleep(100);
      }
    }
  }
  const all = sources.map(follow);
  return {
    written,
    async stop() {
      stop.abort();
      await kube.close();
      await Promise.all(all);
    },
  };
}

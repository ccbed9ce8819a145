import type { Catalogue } from '../../src/config/catalogue.ts';
import { createCatalogueReader } from '../../src/config/load.ts';
import { KubeError, type KubeObject } from '../../src/platform/kube.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Resolved } from '../../src/providers/images/image-source.ts';
import { families } from '../../src/providers/index.ts';
import { createRouter } from '../../src/providers/routers/index.ts';
import type { Source } from '../../src/providers/source/source.ts';
import type { RequestDeps } from '../../src/requests/deps.ts';
import type { NewRequest } from '../../src/requests/place.ts';
import { createLookAround } from '../../src/requests/surroundings.ts';
import { createTestClock } from './engine-world.ts';
import { fakeFlags } from './fake-flags.ts';
import { createFakeKube } from './fake-kube.ts';
import { fakeSwitches } from './fake-switches.ts';
import { testSeals } from './fence.ts';
import { createMemoryStore } from './memory-store.ts';
import { exampleRequest } from './request.ts';

const usual = `version: 1
clusters: { main: { context: main } }
environments:
  staging: { cluster: main }
  production: { cluster: main, protected: true, approval: { required: 1, groups: [leads] } }
services:
  checkout: { image: registry.example/checkout, channel: C1, traffic: { kind: istio, virtualService: checkout }, workload: { container: app } }
  search: { image: registry.example/search, channel: C1, workload: { container: app }, strategy: rolling }
sets:
  shop: { services: { checkout: 2.4.2, search: 2.4.1 } }
  later: { services: { search: 2.5.0, checkout: 2.5.0 }, environment: staging }
  lost: { services: { search: 2.4.2, checkout: 9.9.9 } }
`;

function place(name: string, namespace: string, version: string): KubeObject[] {
  const labels = { app: name };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'app', image: `registry.example/${name}:${version}@sha256:${version}` }] },
        },
      },
      status: { replicas: 3, updatedReplicas: 3, readyReplicas: 3 },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name, namespace },
      spec: { hosts: [name], http: [{ route: [{ destination: { host: name } }] }] },
    },
  ];
}

export const members: Record<string, readonly string[]> = { leads: ['U0MIKA', 'U0REN'], developers: ['U0MIKA'] };
const known = ['2.3.0', '2.4.0', '2.4.2', '2.4.1', '2.5.0'];

interface Given {
  /** The catalogue. */
  text?: string;
  /** What runs in each namespace. */
  versions?: Record<string, string>;
}

/** The use cases over a fake cluster, a fake registry and an in-memory log. */
export async function createRequestWorld({
  text = usual,
  versions = { staging: '2.4.1', production: '2.4.0' },
}: Given = {}) {
  const kube = createFakeKube({
    objects: Object.entries(versions).flatMap(([namespace, version]) => [
      ...place('checkout', namespace, version),
      ...place('search', namespace, version),
    ]),
  });
  const loaded = createCatalogueReader(families).parse(text, 'sluice.yaml');
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  const state: { catalogue: Catalogue; registry: 'up' | 'down' } = { catalogue: loaded.catalogue, registry: 'up' };
  const woken: string[] = [];
  /** What the services' code is asked of; none as long as it is null. */
  const source: { is: Source | null } = { is: null };
  const flags = fakeFlags();
  const clock = createTestClock();
  const switches = fakeSwitches(clock.now);
  const resolve = async (repository: string, version: string): Promise<Resolved> => {
    if (state.registry === 'down') return { kind: 'failed', detail: 'the registry did not answer' };
    if (!known.includes(version)) return { kind: 'unknown', nearest: known.slice(-2) };
    return {
      kind: 'found',
      image: {
        version,
        image: `${repository}:${version}@sha256:${version}`,
        digest: `sha256:${version}`,
        commit: null,
        builtAt: null,
      },
    };
  };
  const deps: RequestDeps = {
    catalogue: () => state.catalogue,
    store: createMemoryStore(),
    queue: {
      wake: async (id) => void woken.push(id),
      tell: async () => undefined,
      request: async () => undefined,
      close: async () => undefined,
    },
    clusters: () => kube,
    seals: testSeals,
    imagesOf: () => ({
      resolve,
      versions: async () => ({ versions: [...known].reverse(), incomplete: null }),
      identities: async (_, digest) => ({ digests: new Set([digest]), complete: true }),
    }),
    routerOf: (config) => createRouter({ clusters: () => kube, clock }, config),
    flagsOf: ({ flags: settings }) => (settings?.kind === 'none' ? null : flags),
    sourceOf: () => source.is,
    switches,
    lookAround: createLookAround(() => kube),
    figuresOf: async () => ({ wrong: null, notWatched: [], counts: null }),
    people: {
      membersOf: async (handle) => members[handle] ?? null,
      standingOf: async () => ({ kind: 'member' }),
      groupId: () => null,
      nameOf: async (id) => id,
      refresh: async () => undefined,
    },
    clock,
    log: silentLog,
  };
  return {
    deps,
    flags,
    switches,
    kube,
    state,
    source,
    woken,
    clock,
    breakCluster: () => kube.fail({ times: 100, error: new KubeError('unreachable', 'timeout after 5 s') }),
  };
}

export function wants(change: Partial<NewRequest> = {}): NewRequest {
  return { ...exampleRequest({ key: 'k1', channel: 'C1' }), ...change };
}

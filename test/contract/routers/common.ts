import type { JsonObject } from '../../../src/domain/json.ts';
import { annotations } from '../../../src/domain/names.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import type { Fence } from '../../../src/platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import type { RouteContext, Router } from '../../../src/providers/routers/router.ts';
import { refOf } from '../../support/fake-kube.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { writtenBy } from './configs.ts';
import { destinationRule, httpRoute, service, target, virtualService } from './world.ts';

const plan = examplePlan();
const candidateRule = { ...refOf(destinationRule), name: 'checkout-candidate' };
const objects = [refOf(virtualService), refOf(destinationRule), candidateRule, refOf(httpRoute), refOf(service)];

export function contextOf(release: string, fencingToken: number, more: Partial<Fence> = {}): RouteContext {
  return { plan, target, fence: fenceOf(release, fencingToken, more), routesWritten: true };
}

export function routerOver(kube: Kube, config: unknown): Router {
  const clock = { now: () => 0, sleep: async () => undefined };
  return createRouter({ clusters: () => kube, clock }, config);
}

/** All but what every write changes. Owners of fields count, the times of their writes do not. */
function essence(object: KubeObject | null): unknown {
  if (!object) return null;
  const { resourceVersion: _, generation: _g, managedFields, ...metadata } = object.metadata;
  const owners = managedFields?.map(({ time: _t, ...entry }) => JSON.stringify(entry)).sort();
  return { ...object, metadata: { ...metadata, owners } };
}

const readAll = (kube: Kube) => Promise.all(objects.map((ref) => kube.get(ref)));
export const snapshot = async (kube: Kube) => (await readAll(kube)).map(essence);
export const versions = async (kube: Kube) => (await readAll(kube)).map((object) => object?.metadata.resourceVersion);

/** The routing objects that carry a mark of a release, as `VirtualService checkout`. */
export async function marked(kube: Kube): Promise<string[]> {
  return (await readAll(kube)).flatMap((object) =>
    object?.metadata.annotations?.[annotations.fence] === undefined ? [] : [`${object.kind} ${object.metadata.name}`],
  );
}

/** An object of rules that routers write, and how its user would go on writing it. */
interface Table {
  object: KubeObject;
  member: 'http' | 'rules';
  /** A rule of the user's that leads elsewhere. */
  added: JsonObject;
  /** What the user may change of one that leads to the service. */
  change: JsonObject;
}

const tables: readonly Table[] = [
  {
    object: virtualService,
    member: 'http',
    added: { name: 'extra', match: [{ uri: { exact: '/x' } }], route: [{ destination: { host: 'other' } }] },
    change: { timeout: '9s' },
  },
  {
    object: httpRoute,
    member: 'rules',
    added: {
      matches: [{ path: { type: 'Exact', value: '/x' } }],
      // With all that a server would add.
      backendRefs: [{ group: '', kind: 'Service', name: 'other', port: 80, weight: 1 }],
    },
    change: { timeouts: { request: '9s' } },
  },
];

/** What a router of these settings divides. */
export function tableOf(config: ProviderConfig): Table {
  const [written] = writtenBy(config);
  const table = tables.find(({ object }) => object.kind === written?.ref.kind);
  if (!table) throw new Error(`a router of kind ${config.kind} has no rules to divide`);
  return table;
}

export function rulesIn({ member }: Table, object: KubeObject | null): JsonObject[] {
  return (object?.['spec'] as Record<string, JsonObject[]> | undefined)?.[member] ?? [];
}

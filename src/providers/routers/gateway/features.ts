import { z } from 'zod';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';

const group = 'gateway.networking.k8s.io';

const specSchema = z.object({
  parentRefs: z
    .array(
      z.object({
        group: z.string().default(group),
        kind: z.string().default('Gateway'),
        name: z.string(),
        namespace: z.string().optional(),
      }),
    )
    .default([]),
});
type Parent = z.infer<typeof specSchema>['parentRefs'][number];

const gatewaySchema = z.object({ spec: z.object({ gatewayClassName: z.string() }) });
const classSchema = z.object({
  /** Objects since 1.2, plain names before. */
  status: z
    .object({ supportedFeatures: z.array(z.union([z.string(), z.object({ name: z.string() })])).optional() })
    .optional(),
});

/** What implements one parent of a route can do, by the names of features; or why nobody can tell. */
export type Implementation =
  | { kind: 'known'; title: string; features: ReadonlySet<string> }
  | { kind: 'unknown'; title: string; why: string; remedy: string };

const vouch = 'name it under `features` of the route once you have seen it work';
const bind = 'bind the ClusterRole sluice-gateways: manifests/kubernetes/gateways';

/** What the implementations of a route's parents say of themselves, one for each class. Throws a `KubeError`. */
export async function implementationsOf(kube: Kube, httpRoute: KubeObject): Promise<Implementation[]> {
  const { data } = specSchema.safeParse(httpRoute['spec']);
  const all = await Promise.all(
    (data?.parentRefs ?? []).map((parent) => implementationOf(kube, parent, httpRoute.metadata.namespace ?? '')),
  );
  return [...new Map(all.map((each) => [each.title, each])).values()];
}

async function implementationOf(kube: Kube, parent: Parent, namespace: string): Promise<Implementation> {
  const title = `${parent.kind} ${parent.name}`;
  if (parent.kind !== 'Gateway' || parent.group !== group) {
    const why = 'a mesh does not say what it can do with routes of its Services';
    return { kind: 'unknown', title, why, remedy: `have requests come by a Gateway, or ${vouch}` };
  }
  const gateway = await read(kube, { kind: 'Gateway', namespace: parent.namespace ?? namespace, name: parent.name });
  if (gateway.kind === 'unread') return { ...gateway, kind: 'unknown', title };
  const name = gatewaySchema.safeParse(gateway.object).data?.spec.gatewayClassName ?? '';
  const found = await read(kube, { kind: 'GatewayClass', namespace: '', name });
  const known = `GatewayClass ${name}`;
  if (found.kind === 'unread') return { ...found, kind: 'unknown', title: known };
  const features = classSchema.safeParse(found.object).data?.status?.supportedFeatures;
  if (!features) {
    const why = 'its `status.supportedFeatures` lists nothing, so nobody can tell what it does with it';
    return { kind: 'unknown', title: known, why, remedy: `divide by weight or by a header instead, or ${vouch}` };
  }
  const names = features.map((each) => (typeof each === 'string' ? each : each.name));
  return { kind: 'known', title: known, features: new Set(names) };
}

type Read = { kind: 'read'; object: KubeObject } | { kind: 'unread'; why: string; remedy: string };

async function read(
  kube: Kube,
  { kind, namespace, name }: Record<'kind' | 'namespace' | 'name', string>,
): Promise<Read> {
  const title = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  try {
    const object = await kube.get({ apiVersion: `${group}/v1`, kind, namespace, name });
    if (object) return { kind: 'read', object };
    return { kind: 'unread', why: `${title} does not exist`, remedy: 'create it, or correct the route' };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.kind === 'forbidden') return { kind: 'unread', why: `Sluice may not read ${title}`, remedy: bind };
    if (error.kind === 'not-found') return { kind: 'unread', why: error.message, remedy: 'install the Gateway API' };
    throw error;
  }
}

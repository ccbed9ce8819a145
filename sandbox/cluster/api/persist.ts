import { withDefaults } from '../model/defaults.ts';
import { asDict, equal } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import { pruneUnknown } from '../model/schema.ts';
import type { KubeObject, ObjectMeta, ResourceType, WriteContext } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import { validate } from '../model/validation.ts';
import { type Manager, managersAfterUpdate, sameButOwners, writeManagers } from '../patch/managed-fields.ts';
import { checkQuotas } from './admission.ts';
import { inVersion, type Kernel } from './kernel.ts';

/**
 * The one way by which an object gets into the store: keeps what callers may not change, fills defaults, validates,
 * counts generations, records the owners of fields. A write that changes nothing stores nothing. Returns the object
 * as stored (with `dryRun`: as it would be). Throws ApiError 422 for an invalid object.
 */
export function persist(
  kernel: Kernel,
  type: ResourceType,
  live: KubeObject | undefined,
  candidate: KubeObject,
  context: WriteContext,
  managers?: readonly Manager[],
): KubeObject {
  const stored = storedIn(kernel, type);
  if (stored !== type) {
    const before = live && inVersion(stored, live);
    return persist(kernel, stored, before, inVersion(stored, { ...candidate, kind: type.kind }), context, managers);
  }
  const hasStatus = type.subresources.includes('status');
  const admitted = kernel.admission.admit(type, candidate, context);
  const scoped = live === undefined ? fresh(hasStatus, admitted) : restricted(type, live, admitted, context);
  const known = type.custom ? pruneUnknown(type.schema ?? {}, scoped) : scoped;
  const full = withDefaults(type, { ...known, apiVersion: apiVersionOf(type), kind: type.kind });
  const metadata = withTemplateCount(type, live, full, serverMetadata(kernel, type, live, full));
  const object = withAddress(kernel, type, live, { ...full, metadata });
  // Binding is the one way to set the node of a pod, whose spec is otherwise fixed.
  validate(type, object, context.subresource === 'binding' && live ? { ...live, spec: object['spec'] } : live);
  object.metadata.generation = nextGeneration(type, live, object);

  const writer = {
    name: context.fieldManager,
    apiVersion: apiVersionOf(type),
    subresource: context.subresource ?? '',
    time: timestamp(kernel.now()),
  };
  if (live === undefined) checkQuotas(kernel.store, type, object);
  const owned = ownedBefore(live, candidate, context);
  // Controllers write what stands there already again and again; who owns its fields has not to be worked out for that.
  if (live !== undefined && owned === live && managers === undefined && sameButOwners(live, object)) return live;
  // What the server itself adds to a new object (a status, an address) belongs to nobody.
  const tracked = live === undefined ? fresh(hasStatus, { ...full, metadata: object.metadata }) : object;
  object.metadata.managedFields = writeManagers(managers ?? managersAfterUpdate(type, owned, tracked, writer));
  if (live !== undefined && equal(live, object)) return live;
  if (context.dryRun) return object;
  return isGone(object) ? kernel.store.remove(storageOf(type), object) : kernel.store.put(storageOf(type), object);
}

/** The version in which objects of this kind are kept: the first that is served of autoscalers, whose versions differ. */
function storedIn({ registry }: Kernel, type: ResourceType): ResourceType {
  if (type.kind !== 'HorizontalPodAutoscaler') return type;
  return registry.all().find(({ group, kind }) => group === type.group && kind === type.kind) ?? type;
}

/** The live object with the owners that the write names: callers may edit `managedFields`, and a list of one empty entry clears it. */
function ownedBefore(
  live: KubeObject | undefined,
  candidate: KubeObject,
  context: WriteContext,
): KubeObject | undefined {
  const given = candidate.metadata.managedFields ?? [];
  if (live === undefined || context.subresource !== undefined || given.length === 0) return live;
  const [first] = given;
  const cleared = given.length === 1 && first !== undefined && Object.keys(first).length === 0;
  return { ...live, metadata: { ...live.metadata, managedFields: cleared ? [] : given } };
}

/** True when nothing holds a deleted object any more. */
export function isGone(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata;
  const held = object.kind === 'Namespace' && ((asDict(object['spec'])['finalizers'] ?? []) as string[]).length > 0;
  return (
    deletionTimestamp !== undefined &&
    (finalizers ?? []).length === 0 &&
    (deletionGracePeriodSeconds ?? 0) === 0 &&
    !held
  );
}

/** A new object comes without status where the status is a subresource. */
function fresh(hasStatus: boolean, candidate: KubeObject): KubeObject {
  if (!hasStatus || candidate.kind === 'Node') return candidate;
  const { status: _status, ...rest } = candidate;
  return rest as KubeObject;
}

/** What this endpoint may change; the rest is taken from the live object. */
function restricted(type: ResourceType, live: KubeObject, candidate: KubeObject, context: WriteContext): KubeObject {
  if (context.subresource === 'binding') return candidate;
  if (context.subresource === 'status') {
    // Of the built-in kinds pods take metadata through their status too; node agents rely on it.
    const metadata = type.kind === 'Pod' ? candidate.metadata : live.metadata;
    return withMember({ ...live, metadata }, 'status', candidate['status']);
  }
  return type.subresources.includes('status') ? withMember(candidate, 'status', live['status']) : candidate;
}

function withMember(object: KubeObject, key: string, value: unknown): KubeObject {
  const { [key]: _old, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [key]: value }) as KubeObject;
}

function serverMetadata(
  kernel: Kernel,
  type: ResourceType,
  live: KubeObject | undefined,
  object: KubeObject,
): ObjectMeta {
  const before = live?.metadata;
  const metadata: ObjectMeta = {
    ...object.metadata,
    uid: before?.uid ?? kernel.uid(),
    creationTimestamp: before?.creationTimestamp ?? timestamp(kernel.now()),
    resourceVersion: before?.resourceVersion,
    generation: before?.generation,
    deletionTimestamp: before?.deletionTimestamp,
    deletionGracePeriodSeconds: before?.deletionGracePeriodSeconds,
    managedFields: undefined,
  };
  if (!type.namespaced) delete metadata.namespace;
  for (const key of Object.keys(metadata) as (keyof ObjectMeta)[]) {
    const value = metadata[key];
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (value === undefined || value === null || empty) delete metadata[key];
  }
  return metadata;
}

const templateCount = 'deprecated.daemonset.template.generation';

/** A DaemonSet says, in an annotation that nobody else can set, how many templates it has had. */
function withTemplateCount(
  type: ResourceType,
  live: KubeObject | undefined,
  object: KubeObject,
  metadata: ObjectMeta,
): ObjectMeta {
  if (type.custom || type.kind !== 'DaemonSet') return metadata;
  const before = Number(live?.metadata.annotations?.[templateCount] ?? 0);
  const isSame = live !== undefined && equal(asDict(live['spec'])['template'], asDict(object['spec'])['template']);
  const count = String(before + (isSame ? 0 : 1));
  return { ...metadata, annotations: { ...metadata.annotations, [templateCount]: count } };
}

function withAddress(kernel: Kernel, type: ResourceType, live: KubeObject | undefined, object: KubeObject): KubeObject {
  const spec = asDict(object['spec']);
  if (type.kind !== 'Service' || type.group !== '' || spec['clusterIP'] !== undefined) return object;
  if (spec['type'] === 'ExternalName') return object;
  // A write that leaves the address out keeps the one that the Service has.
  const address = asDict(live?.['spec'])['clusterIP'] ?? kernel.clusterIp();
  const families = { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
  return { ...object, spec: { ...families, ...spec, clusterIP: address, clusterIPs: [address] } };
}

function nextGeneration(type: ResourceType, live: KubeObject | undefined, object: KubeObject): number | undefined {
  if (!type.generation) return undefined;
  if (live === undefined) return 1;
  const before = live.metadata.generation ?? 1;
  return equal(desired(type, live), desired(type, object)) ? before : before + 1;
}

/** The part of an object whose changes count as a new generation. */
function desired(type: ResourceType, object: KubeObject): unknown {
  if (!type.custom) return object['spec'] ?? object['webhooks'];
  const { metadata: _metadata, apiVersion: _apiVersion, status, ...rest } = object;
  return type.subresources.includes('status') ? rest : { ...rest, status };
}

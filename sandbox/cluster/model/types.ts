/** A JSON object of which nothing is known yet. */
export interface Dict {
  [key: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: Dict;
  subresource?: string;
}

export interface ObjectMeta {
  name: string;
  namespace?: string | undefined;
  generateName?: string | undefined;
  uid?: string | undefined;
  resourceVersion?: string | undefined;
  generation?: number | undefined;
  creationTimestamp?: string | undefined;
  deletionTimestamp?: string | undefined;
  deletionGracePeriodSeconds?: number | undefined;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  ownerReferences?: OwnerReference[] | undefined;
  finalizers?: string[] | undefined;
  managedFields?: ManagedFieldsEntry[] | undefined;
}

/** Any Kubernetes object, as JSON on the wire. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [key: string]: unknown;
}

/** One served kind in one version. Versions of the same group and plural share their storage. */
export interface ResourceType {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  namespaced: boolean;
  /** Names as in discovery: `status`, `scale`, `binding`, `eviction`, `log`, `proxy`. */
  subresources: readonly string[];
  /** True for kinds that came by a CustomResourceDefinition. */
  custom: boolean;
  /** Whether `metadata.generation` counts changes of the desired state. */
  generation: boolean;
  /** OpenAPI v3 schema of a custom resource, where known. */
  schema?: Dict | undefined;
}

/** Who writes, under which name the fields are owned, and whether anything is kept. */
export interface WriteContext {
  user: string;
  fieldManager: string;
  dryRun: boolean;
  /** Fields that a schema does not know are refused rather than dropped. */
  strict?: boolean;
  /** Set when the write goes to a subresource. */
  subresource?: 'status' | 'scale' | 'binding' | undefined;
}

/** `deployments.apps`, or `pods` for the core group. */
export function qualifiedName(type: ResourceType): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(type: ResourceType): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** The key under which all versions of a kind are stored. */
export function storageOf(type: ResourceType): string {
  return `${type.group}/${type.plural}`;
}

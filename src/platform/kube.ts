import type { JsonObject } from '../domain/json.ts';
import type { KindRef, ObjectRef } from '../domain/object-ref.ts';
import type { Share } from './byte-budget.ts';

export type { KindRef, ObjectRef };

/** A Kubernetes object as the API server sent it: raw, so that fields we do not know survive a read and a write. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  /** What the API server has made the name from, where it has. */
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  managedFields?: JsonObject[];
}

/** The field manager under which Sluice writes. */
export const fieldManager = 'sluice';

/**
 * What Sluice needs of a cluster. All calls have a deadline and throw `KubeError`.
 * Plural resource names are found through discovery and cached.
 */
export interface Kube {
  /** Cluster name from the environment settings. */
  readonly cluster: string;
  /** Null where the object does not exist. */
  get(ref: ObjectRef): Promise<KubeObject | null>;
  /** All objects of a kind in a namespace that match the label selector. */
  list(kind: KindRef, namespace: string, labelSelector?: string): Promise<KubeObject[]>;
  /** What the cluster has said of an object, in no order: 100 at most, which is more than an object has as a rule. */
  listEvents(about: { namespace: string; uid: string }): Promise<KubeObject[]>;
  /** 409 becomes `KubeError` with kind `conflict`. */
  create(object: KubeObject): Promise<KubeObject>;
  /** PUT: needs `metadata.resourceVersion`. */
  replace(object: KubeObject): Promise<KubeObject>;
  /**
   * The object as it would be stored, defaults and what admission changes included: a dry run, which changes nothing. Throws
   * what the write would throw, but for a version that is old by now; and `invalid` for fields that the server would drop.
   */
  dryRun(verb: 'create' | 'update', object: KubeObject): Promise<KubeObject>;
  /** True when it was there. Foreground by default: dependents go first. */
  remove(ref: ObjectRef, options?: { uid?: string; propagation?: 'Foreground' | 'Background' }): Promise<boolean>;
  /** GET through the API server's pod proxy. Any HTTP status is an answer, not an error. */
  podGet(namespace: string, pod: string, port: number, path: string, options?: PodGetOptions): Promise<HttpAnswer>;
  /**
   * The end of what a container has printed, as text.
   * @param options.previous of the run before the present one; `invalid` where there was none
   * @param options.lines of these only the last ones
   * @param options.maxBytes no more than this is sent by the server
   */
  podLog(
    namespace: string,
    pod: string,
    options: { container: string; previous?: boolean; lines?: number; maxBytes: number },
  ): Promise<string>;
  /** May the bot's own account do this? */
  canI(access: {
    verb: string;
    group: string;
    resource: string;
    namespace: string;
    subresource?: string;
  }): Promise<boolean>;
  /** Follows a kind in a namespace until the signal aborts; reconnects, relists after 410, never stops for good. */
  watch(
    kind: KindRef,
    namespace: string,
    labelSelector: string | undefined,
    handlers: WatchHandlers,
    signal: AbortSignal,
  ): void;
}

export interface WatchHandlers {
  /** The full list, at the start and after every relist. */
  synced(objects: KubeObject[]): void;
  changed(object: KubeObject): void;
  removed(object: KubeObject): void;
  /** A broken connection that is being mended; for logs and metrics. */
  broken(error: Error): void;
}

export interface PodGetOptions {
  headers?: Record<string, string>;
  /** Deadline of this call, where it is shorter than that of all calls. */
  timeoutMs?: number;
  /** A longer answer is none; 16 MiB by default. */
  maxBytes?: number;
  /** Room for the answer, where many are read at once. Whoever gives it also gives it back. */
  share?: Share;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The clusters of the environments, by name. The calls of one that is unknown throw `KubeError` (unreachable). */
export type Clusters = (name: string) => Kube;

export type KubeErrorKind = 'conflict' | 'not-found' | 'forbidden' | 'invalid' | 'throttled' | 'unreachable' | 'server';

export class KubeError extends Error {
  override name = 'KubeError';
  readonly kind: KubeErrorKind;
  readonly status: number;
  /** Waiting helps. */
  readonly retryable: boolean;
  /** What the server asked to wait, in ms, where it did. */
  readonly retryAfterMs: number | null;

  constructor(kind: KubeErrorKind, message: string, status = 0, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.status = status;
    // Credentials expire and are rotated: a 401 passes. A 403 does in a moment, or never: see the engine.
    const expired = status === 401;
    this.retryable = expired || ['throttled', 'unreachable', 'server', 'conflict'].includes(kind);
    this.retryAfterMs = retryAfterMs;
  }
}

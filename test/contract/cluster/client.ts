import { randomBytes } from 'node:crypto';
import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';

export type Patch = keyof typeof PatchStrategy;

export interface WatchedEvent {
  type: string;
  object: {
    kind: string;
    code?: number;
    reason?: string;
    spec: Record<string, unknown>;
    metadata: {
      name: string;
      resourceVersion: string;
      uid: string;
      labels?: Record<string, string>;
      deletionTimestamp?: string;
    };
    status?: Record<string, unknown>;
  };
}

export interface Recorder {
  events: WatchedEvent[];
  /** Resolves with the first event that satisfies, past ones included. */
  next(predicate: (event: WatchedEvent) => boolean): Promise<WatchedEvent>;
  /** Resolves when the server ends the watch. */
  ended: Promise<unknown>;
  /** Calls back for each event, past ones first. */
  each(listener: (event: WatchedEvent) => void): void;
  stop(): void;
}

export type Client = ReturnType<typeof connect>;

/** The real client's APIs for one kubeconfig. */
export function connect(kubeconfig: string) {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
    authorization: config.makeApiClient(AuthorizationV1Api),
    version: config.makeApiClient(VersionApi),
    objects: KubernetesObjectApi.makeApiClient(config),
    watch: (path: string, query: Record<string, string | number | boolean> = {}) => record(config, path, query),
  };
}

/** The options that make a patch of this type. */
export function as(patch: Patch) {
  return setHeaderOptions('Content-Type', PatchStrategy[patch]);
}

async function record(
  config: KubeConfig,
  path: string,
  query: Record<string, string | number | boolean>,
): Promise<Recorder> {
  const events: WatchedEvent[] = [];
  const waiting = new Set<() => void>();
  const listeners: ((event: WatchedEvent) => void)[] = [];
  let end: (value: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const controller = await new Watch(config).watch(
    path,
    query,
    (type, object) => {
      const event = { type, object };
      events.push(event);
      for (const listener of listeners) listener(event);
      for (const check of [...waiting]) check();
    },
    (error) => end(error),
  );
  const next = (predicate: (event: WatchedEvent) => boolean): Promise<WatchedEvent> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = events.find(predicate);
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const each = (listener: (event: WatchedEvent) => void): void => {
    listeners.push(listener);
    events.forEach(listener);
  };
  return { events, next, ended, each, stop: () => controller.abort() };
}

/** A namespace of its own for a test. */
export async function createNamespace(client: Client): Promise<string> {
  const name = `test-${randomBytes(4).toString('hex')}`;
  await client.core.createNamespace({ body: { metadata: { name } } });
  return name;
}

export interface StatusBody {
  kind: string;
  apiVersion: string;
  status: string;
  reason: string;
  message: string;
  code: number;
  details?: {
    name?: string;
    kind?: string;
    group?: string;
    causes?: { field?: string; reason: string; message: string }[];
  };
}

/** The Status with which the server refuses; throws when it does not. */
export async function refusalOf(request: Promise<unknown>): Promise<StatusBody> {
  const outcome = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ApiException)) throw new Error('the server did not refuse');
  const { body } = outcome as { body: unknown };
  return (typeof body === 'string' ? JSON.parse(body) : body) as StatusBody;
}

/** A small Deployment. */
export function deployment(name: string, image = 'example/web:1', spec: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image, env: [{ name: 'A', value: '1' }] }] },
      },
      ...spec,
    },
  };
}

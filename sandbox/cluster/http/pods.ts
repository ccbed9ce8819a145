import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { persist } from '../api/persist.ts';
import { getObject } from '../api/write.ts';
import { ApiError, badRequest, conflict } from '../model/errors.ts';
import { asArray, asDict, dig } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import type { Dict, KubeObject, ResourceType, WriteContext } from '../model/types.ts';

/** Finds the local listener that answers for a pod's port; undefined when there is none. */
export type ResolvePodAddress = (
  pod: KubeObject,
  port: number,
) => { host: string; port: number } | undefined | Promise<{ host: string; port: number } | undefined>;

export const LISTEN_ANNOTATION = 'sandbox.sluice.dev/listen';

const SUCCESS: Dict = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** The listener named by the pod's annotation (`port` or `127.0.0.1:port`), always on the loopback address. */
export const resolveByAnnotation: ResolvePodAddress = (pod) => {
  const port = Number(pod.metadata.annotations?.[LISTEN_ANNOTATION]?.split(':').at(-1));
  return Number.isInteger(port) && port > 0 ? { host: '127.0.0.1', port } : undefined;
};

/** Puts a pod on a node. Throws 404, 409 when it is on one. */
export function bindPod(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  body: unknown,
  context: WriteContext,
): Dict {
  const node = dig(body, 'target', 'name');
  if (typeof node !== 'string' || node === '') throw badRequest('Binding is invalid: target.name: Required value');
  const pod = getObject(kernel, type, namespace, name);
  const spec = asDict(pod['spec']);
  if (spec['nodeName'])
    throw conflict(type, name, `pod ${name} is already assigned to node "${String(spec['nodeName'])}"`);
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp(kernel.now()) };
  const status = asDict(pod['status']);
  const others = asArray(status['conditions']).filter((condition) => asDict(condition)['type'] !== 'PodScheduled');
  const bound = { ...pod, spec: { ...spec, nodeName: node } };
  const candidate = { ...bound, status: { ...status, conditions: [...others, scheduled] } };
  persist(kernel, type, pod, candidate, { ...context, subresource: 'binding' });
  return SUCCESS;
}

/** Evicts a pod unless a disruption budget forbids it. Throws 404, 429. */
export function evictPod(kernel: Kernel, type: ResourceType, namespace: string, name: string, body: unknown): Dict {
  const pod = getObject(kernel, type, namespace, name);
  const labels = pod.metadata.labels ?? {};
  const blocking = kernel.store.list('policy/poddisruptionbudgets', namespace).find((budget) => {
    const wanted = Object.entries((dig(budget, 'spec', 'selector', 'matchLabels') ?? {}) as Record<string, string>);
    return (
      wanted.every(([key, value]) => labels[key] === value) &&
      !(Number(dig(budget, 'status', 'disruptionsAllowed')) > 0)
    );
  });
  if (blocking !== undefined) {
    const message = "Cannot evict pod as it would violate the pod's disruption budget.";
    const why = `The disruption budget ${blocking.metadata.name} does not allow it now`;
    throw new ApiError(429, 'TooManyRequests', message, { causes: [{ reason: 'DisruptionBudget', message: why }] });
  }
  const grace = dig(body, 'deleteOptions', 'gracePeriodSeconds');
  deleteObject(kernel, type, namespace, name, typeof grace === 'number' ? { gracePeriodSeconds: grace } : {});
  return SUCCESS;
}

export interface ProxyRequest {
  /** `name`, `name:port`, `http:name:port`; the port may be a name. */
  target: string;
  path: string;
  search: string;
  body: Buffer;
}

/** Passes a request on to a pod's local listener and its answer back. Throws 404 for an unknown pod, 503 when nothing answers. */
export async function proxyToPod(
  deps: { kernel: Kernel; type: ResourceType; namespace: string; resolve: ResolvePodAddress },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  request: ProxyRequest,
): Promise<void> {
  const parts = request.target.split(':');
  const [name = '', portText = ''] = parts.length === 3 ? parts.slice(1) : parts;
  const pod = getObject(deps.kernel, deps.type, deps.namespace, name);
  const address = await deps.resolve(pod, portOf(pod, portText));
  const unreachable = (why: string): ApiError =>
    new ApiError(503, 'ServiceUnavailable', `error trying to reach service: ${why}`);
  if (address === undefined) throw unreachable(`no listener for pod ${name}`);
  const { authorization: _token, host: _host, connection: _connection, ...headers } = incoming.headers;
  await new Promise<void>((resolve, reject) => {
    const options = {
      ...address,
      method: incoming.method ?? 'GET',
      path: `/${request.path}${request.search}`,
      headers,
    };
    const upstream = httpRequest({ ...options, agent: false }, (answer) => {
      // What concerns the connection to the pod is not for the caller, whose own connection stays open.
      const { connection: _closed, 'keep-alive': _kept, ...passed } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, passed);
      answer.pipe(outgoing);
      answer.on('end', resolve);
      answer.on('error', reject);
    });
    upstream.on('error', (error) => reject(unreachable(error.message)));
    outgoing.on('close', () => upstream.destroy());
    upstream.end(request.body);
  });
}

function portOf(pod: KubeObject, text: string): number {
  const ports = asArray(dig(pod, 'spec', 'containers'))
    .flatMap((container) => asArray(asDict(container)['ports']))
    .map(asDict);
  if (text === '') return Number(ports[0]?.['containerPort'] ?? 80);
  const named = ports.find((port) => port['name'] === text);
  return Number(named?.['containerPort'] ?? text);
}

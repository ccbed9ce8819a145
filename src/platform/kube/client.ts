import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { type Kube, KubeError } from '../kube.ts';
import { createConnection } from './auth.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { errorOfAnswer, parseStatus } from './errors.ts';
import { createHttp, type Http, parseAnswer } from './http.ts';
import { listAll, listEvents } from './list.ts';
import { nameOf, pathOf } from './naming.ts';
import { readObject } from './objects.ts';
import { podLogPath, podProxyPath } from './paths.ts';
import { startWatch } from './watch.ts';
import { writers } from './writers.ts';

export interface KubeOptions {
  /** The name under which the environments know the cluster. */
  cluster: string;
  /** Loaded; its current context is used. */
  kubeConfig: KubeConfig;
  /** Reads the kubeconfig again, after its credentials were refused. May throw; what there is then stays. */
  reload?: () => KubeConfig;
  /** Deadline of each call, credentials included; 15 s by default. */
  timeoutMs?: number;
  userAgent?: string;
  clock?: Clock;
  /**
   * A watch asks the server to end after about this time, and gives it up a little later, so that one that stays open
   * and says nothing is noticed; 20 s by default. Going on where it ended costs one request and no list.
   */
  watchMs?: number;
}

export type KubeClient = Kube & { close(): Promise<void> };

const maxPodAnswer = 16 * 1024 * 1024;
const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Kubernetes over raw JSON: what Sluice does not know of an object survives. Opens nothing until the first call. */
export function createKube(options: KubeOptions): KubeClient {
  const { cluster, kubeConfig, timeoutMs = 15_000, userAgent = 'sluice', clock = systemClock } = options;
  const connection = createConnection(kubeConfig, clock.now, options.reload);
  const http = createHttp(connection, { timeoutMs, userAgent });
  const discovery = createDiscovery(http, clock.now);
  const closing = new AbortController();
  const deps = { http, discovery };
  return {
    cluster,
    ...readers(deps),
    ...writers(deps),
    ...askers(http),
    watch(kind, namespace, labelSelector, handlers, signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      const watchMs = options.watchMs ?? 20_000;
      startWatch({ ...deps, clock, random: Math.random, watchMs }, { kind, namespace, labelSelector, handlers }, until);
    },
    async close() {
      closing.abort();
      await connection.close();
    },
  };
}

interface Deps {
  http: Http;
  discovery: Discovery;
}

function readers({ http, discovery }: Deps): Pick<Kube, 'get' | 'list' | 'listEvents'> {
  return {
    async get(ref) {
      const path = await pathOf(discovery, ref);
      const what = `get ${nameOf(ref)}`;
      const answer = await http.answer({ method: 'GET', path, what });
      // A 404 without a Status is not from the API server: whether the object exists is then unknown.
      if (answer.status === 404 && parseStatus(answer.body)?.reason === 'NotFound') return null;
      if (answer.status >= 400) throw errorOfAnswer(what, answer);
      return readObject(parseAnswer(answer, what), ref);
    },
    async list(kind, namespace, labelSelector) {
      return (await listAll({ http, discovery }, kind, namespace, labelSelector)).objects;
    },
    listEvents: (about) => listEvents({ http, discovery }, about),
  };
}

function askers(http: Http): Pick<Kube, 'podGet' | 'podLog' | 'canI'> {
  return {
    async podLog(namespace, pod, { container, previous = false, lines, maxBytes }) {
      const what = `read the log of pod ${namespace}/${pod}`;
      const answer = await http.answer({
        method: 'GET',
        path: podLogPath(namespace, pod),
        query: {
          container,
          previous: previous ? 'true' : undefined,
          limitBytes: String(maxBytes),
          tailLines: lines === undefined ? undefined : String(lines),
        },
        // What a server makes of characters that were cut in half may be longer than what was asked for.
        maxBytes: 2 * maxBytes + 1024,
        what,
      });
      if (answer.status >= 400) throw errorOfAnswer(what, answer);
      return answer.body;
    },
    podGet: async (namespace, pod, port, path, options = {}) =>
      http.answer({
        method: 'GET',
        path: podProxyPath(namespace, pod, port, path),
        what: `get ${path} from pod ${namespace}/${pod}`,
        maxBytes: maxPodAnswer,
        pool: 'pods',
        ...options,
      }),
    async canI(access) {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: access },
      };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      const what = `ask whether ${access.verb} ${access.resource} is allowed`;
      const review = reviewSchema.safeParse(await http.json({ method: 'POST', path, body, what }));
      if (!review.success) throw new KubeError('server', `${what}: the answer is not an access review`);
      return review.data.status.allowed;
    },
  };
}

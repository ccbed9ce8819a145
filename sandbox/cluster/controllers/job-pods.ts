import type { Kernel } from '../api/kernel.ts';
import { bindPod } from '../http/pods.ts';
import { asArray, asDict } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import { NODE_NAME } from './kubelet.ts';
import { isOfJob } from './pods.ts';
import { builtin, type Controller, MANAGER, mergePatch, objectKey, splitKey } from './runtime.ts';
import type { Pod } from './types.ts';

/** What the first container of a Job's pod runs. */
export interface Program {
  pod: string;
  namespace: string;
  image: string;
  /** `command` and `args`; empty where the image decides. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** Runs it to its end, in whichever way; the signal says that the pod is gone. */
export type RunProgram = (program: Program, signal: AbortSignal) => Promise<{ exitCode: number; log: string }>;

/** Where nobody runs anything, a Job has nothing to do and succeeds. */
export const nothingToRun: RunProgram = async () => ({ exitCode: 0, log: '' });

export interface JobPods extends Controller {
  /** What the pod with this uid has printed; undefined for one that is no Job's. */
  logOf(uid: string): string | undefined;
  stop(): void;
}

/** A node agent for the pods of Jobs alone: what their containers run, this machine does. */
export function jobPods(kernel: Kernel, run: RunProgram): JobPods {
  const type = builtin(kernel, '', 'v1', 'pods');
  const running = new Map<string, AbortController>();
  const logs = new Map<string, string>();

  function start(pod: Pod, uid: string): void {
    const stop = new AbortController();
    const { namespace = '', name } = pod.metadata;
    running.set(uid, stop);
    bindPod(kernel, type, namespace, name, { target: { name: NODE_NAME } }, MANAGER);
    const startedAt = timestamp(kernel.now());
    write(pod, 'Running', { running: { startedAt } });
    void run(programOf(pod), stop.signal)
      .catch((error: unknown) => ({ exitCode: 128, log: String(error) }))
      .then(({ exitCode, log }) => {
        logs.set(uid, log);
        if (stop.signal.aborted) return;
        const reason = exitCode === 0 ? 'Completed' : 'Error';
        const terminated = { exitCode, reason, startedAt, finishedAt: timestamp(kernel.now()) };
        write(pod, exitCode === 0 ? 'Succeeded' : 'Failed', { terminated });
      });
  }

  function write(pod: Pod, phase: string, state: object): void {
    const containerStatuses = asArray(pod.spec['containers']).map((item) => {
      const { name, image } = asDict(item);
      return { name, image, imageID: '', ready: phase === 'Running', started: true, restartCount: 0, state };
    });
    mergePatch(kernel, type, pod, { status: { phase, containerStatuses } }, 'status');
  }

  return {
    name: 'job-pods',
    keysOf: ({ storage, type: event, object }) => {
      if (storage !== '/pods' || !isOfJob(object as Pod)) return [];
      if (event === 'DELETED') running.get(object.metadata.uid ?? '')?.abort();
      return event === 'DELETED' ? [] : [objectKey(object)];
    },
    sync: (key) => {
      const { namespace, name } = splitKey(key);
      const pod = kernel.store.get('/pods', namespace, name) as Pod | undefined;
      const uid = pod?.metadata.uid ?? '';
      if (pod && pod.metadata.deletionTimestamp === undefined && !running.has(uid)) start(pod, uid);
      return undefined;
    },
    logOf: (uid) => logs.get(uid),
    stop: () => {
      for (const stop of running.values()) stop.abort();
    },
  };
}

function programOf({ metadata, spec }: Pod): Program {
  const { image, command, args, env } = asDict(asArray(spec['containers'])[0]);
  const words = [...asArray(command), ...asArray(args)].map(String);
  // As Kubernetes reads it: two dollars are one.
  const textOf = (item: unknown) => String(asDict(item)['value'] ?? '').replaceAll('$$', () => '$');
  const named = asArray(env).map((item) => [String(asDict(item)['name']), textOf(item)]);
  return {
    pod: metadata.name,
    namespace: metadata.namespace ?? '',
    image: String(image),
    command: words,
    env: Object.fromEntries(named),
  };
}

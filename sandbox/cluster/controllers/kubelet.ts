import { createHash } from 'node:crypto';
import { parseImage } from '../../../src/domain/image-reference.ts';
import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { bindPod } from '../http/pods.ts';
import { asArray, asDict } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import type { WriteContext } from '../model/types.ts';
import { nodeOf } from './daemon-set-pods.ts';
import { isOfJob } from './pods.ts';
import { builtin, type Controller, mergePatch, objectKey, splitKey } from './runtime.ts';
import type { Pod } from './types.ts';

export const NODE_NAME = 'sandbox-node';

const KUBELET: WriteContext = { user: `system:node:${NODE_NAME}`, fieldManager: 'kubelet', dryRun: false };

/** A scheduler and node agent in one, for tests without workloads: every pod runs and is ready after `afterMs`, and stops at once. */
export function autoReadyKubelet(kernel: Kernel, afterMs: number): Controller {
  const type = builtin(kernel, '', 'v1', 'pods');
  /** When each bound pod is to become ready; times in objects are too coarse for short delays. */
  const due = new Map<string, number>();
  let address = 1;
  return {
    name: 'kubelet',
    keysOf: (event) =>
      event.storage === '/pods' && event.type !== 'DELETED' && !isOfJob(event.object as Pod)
        ? [objectKey(event.object)]
        : [],
    sync: (key) => {
      const { namespace, name } = splitKey(key);
      const pod = kernel.store.get('/pods', namespace, name) as Pod | undefined;
      if (pod === undefined) return undefined;
      const uid = pod.metadata.uid ?? '';
      if (pod.metadata.deletionTimestamp !== undefined) {
        due.delete(uid);
        deleteObject(kernel, type, namespace, name, { gracePeriodSeconds: 0 });
        return undefined;
      }
      if (pod.status?.phase !== 'Pending') return undefined;
      if (pod.spec.nodeName === undefined) {
        due.set(uid, kernel.now() + afterMs);
        bindPod(kernel, type, namespace, name, { target: { name: nodeOf(pod) || NODE_NAME } }, KUBELET);
      }
      const wait = (due.get(uid) ?? 0) - kernel.now();
      if (wait > 0) return wait;
      due.delete(uid);
      address += 1;
      const status = runningStatus(pod, `10.244.${(address >> 8) & 255}.${address & 255}`, timestamp(kernel.now()));
      mergePatch(kernel, type, pod, { status }, 'status');
      return undefined;
    },
  };
}

function runningStatus(pod: Pod, podIP: string, now: string) {
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now });
  return {
    phase: 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP: '10.0.0.1',
    startTime: now,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
    containerStatuses: asArray(pod.spec['containers']).map((item) => {
      const { name, image } = asDict(item);
      const state = { running: { startedAt: now } };
      const imageID = imageIdOf(String(image));
      return { name, image, imageID, ready: true, started: true, restartCount: 0, state };
    }),
  };
}

/** A pinned image is the one it says. Of a tag nobody here knows the bytes: an id of its own stands for them, the same each time. */
function imageIdOf(image: string): string {
  const { repository, digest } = parseImage(image);
  const hash = createHash('sha256').update(image).digest('hex');
  return `${repository}@${digest ?? `sha256:${hash}`}`;
}

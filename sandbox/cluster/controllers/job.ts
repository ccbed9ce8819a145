import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { ApiError } from '../model/errors.ts';
import { timestamp } from '../model/names.ts';
import type { Dict, ResourceType } from '../model/types.ts';
import { controllerOfKind, ownerOfKind } from './of-kind.ts';
import { ownerReference } from './replicaset.ts';
import { builtin, type Controller, MANAGER, mergePatch } from './runtime.ts';
import { type Condition, conditionOf, controllerOf, type Job, type Pod } from './types.ts';

const STORAGE = 'batch/jobs';

/** Runs each Job's pod once, as the real controller does one with `completions: 1`, `parallelism: 1` and `backoffLimit: 0`. */
export function jobController(kernel: Kernel): Controller {
  const types = {
    jobs: builtin(kernel, 'batch', 'v1', 'jobs'),
    pods: builtin(kernel, '', 'v1', 'pods'),
    events: builtin(kernel, '', 'v1', 'events'),
  };
  return controllerOfKind<Job>(kernel, {
    name: 'job',
    storage: STORAGE,
    touchedBy: ({ storage, object }) => (storage === '/pods' ? ownerOfKind(kernel, STORAGE, object) : []),
    sync: (job) => (job.metadata.deletionTimestamp === undefined ? sync(kernel, types, job) : undefined),
  });
}

interface Types {
  jobs: ResourceType;
  pods: ResourceType;
  events: ResourceType;
}

function sync(kernel: Kernel, types: Types, job: Job): number | undefined {
  if (conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')) return undefined;
  const now = kernel.now();
  const write = (status: Dict) => mergePatch(kernel, types.jobs, job, { status }, 'status');
  const condition = (type: string, reason?: string, message?: string): Condition => ({
    type,
    status: 'True',
    ...(reason === undefined ? {} : { reason, message: message ?? '' }),
    lastTransitionTime: timestamp(now),
  });
  if (job.spec.suspend) {
    if (!conditionOf(job, 'Suspended'))
      write({ conditions: [condition('Suspended', 'JobSuspended', 'Job suspended')] });
    return undefined;
  }
  const { startTime } = job.status ?? {};
  if (startTime === undefined) {
    write({ startTime: timestamp(now), active: 1, conditions: null });
    return 0;
  }
  const pod = podOf(kernel, job);
  const ended = { active: null, completionTime: timestamp(now) };
  if (pod?.status?.phase === 'Succeeded') {
    write({ ...ended, succeeded: 1, conditions: [condition('SuccessCriteriaMet'), condition('Complete')] });
    return undefined;
  }
  const fail = (reason: string, message: string): undefined => {
    write({ active: null, failed: 1, conditions: [condition('FailureTarget'), condition('Failed', reason, message)] });
  };
  if (pod?.status?.phase === 'Failed' || (pod === undefined && job.status?.['ready'] !== undefined)) {
    return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const left = Date.parse(startTime) + (job.spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000 - now;
  if (left <= 0) {
    if (pod) deleteObject(kernel, types.pods, job.metadata.namespace ?? '', pod.metadata.name, {});
    return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  if (pod === undefined) createPod(kernel, types, job);
  else if (job.status?.['ready'] === undefined) write({ ready: 0 });
  return Number.isFinite(left) ? left : undefined;
}

function podOf(kernel: Kernel, job: Job): Pod | undefined {
  const pods = kernel.store.list('/pods', job.metadata.namespace) as Pod[];
  return pods.find((pod) => controllerOf(pod) === job.metadata.uid);
}

function createPod(kernel: Kernel, types: Types, job: Job): void {
  const { metadata, spec } = job.spec.template;
  const own = { 'job-name': job.metadata.name, 'controller-uid': job.metadata.uid ?? '' };
  const named = Object.entries(own).map(([key, value]) => [`batch.kubernetes.io/${key}`, value]);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${job.metadata.name}-`,
      labels: { ...metadata?.labels, ...own, ...Object.fromEntries(named) },
      annotations: metadata?.annotations,
      ownerReferences: [ownerReference(job)],
    },
    spec,
  };
  try {
    createObject(kernel, types.pods, job.metadata.namespace ?? '', pod, MANAGER);
  } catch (error) {
    if (error instanceof ApiError) complain(kernel, types.events, job, `Error creating: ${error.message}`);
    throw error;
  }
}

/** Told once: a Job has no condition that says it. */
function complain(kernel: Kernel, type: ResourceType, job: Job, message: string): void {
  const { namespace = '', name, uid = '' } = job.metadata;
  const about = `${name}.${uid}`;
  if (kernel.store.get('/events', namespace, about)) return;
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: about, namespace },
    involvedObject: { apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid },
    ...{ type: 'Warning', reason: 'FailedCreate', message, lastTimestamp: timestamp(kernel.now()) },
  };
  createObject(kernel, type, namespace, event, MANAGER);
}

import { z } from 'zod';
import type { KindRef, KubeObject } from '../../platform/kube.ts';
import { type Condition, conditionSchema } from '../objects/pod.ts';
import { shorten, timeOf } from '../trouble/status.ts';

export const jobKind: KindRef = { apiVersion: 'batch/v1', kind: 'Job' };
export const cronJobKind: KindRef = { apiVersion: 'batch/v1', kind: 'CronJob' };

const jobSchema = z.looseObject({
  spec: z.looseObject({ suspend: z.boolean().nullish() }),
  status: z
    .looseObject({ startTime: z.string().nullish(), conditions: z.array(conditionSchema).default([]) })
    .prefault({}),
});

/** Where a Job is. */
export type JobState =
  /** It has never run. */
  | { kind: 'suspended' }
  | { kind: 'running'; since: number | null }
  | { kind: 'succeeded' }
  /** In Kubernetes' words, shortened: "DeadlineExceeded: Job was active longer than specified deadline"; empty where its pod failed. `lost`: by no doing of what it ran. */
  | { kind: 'failed'; why: string; lost?: true };

/** Throws a ZodError for what is no Job. */
export function stateOfJob(object: KubeObject): JobState {
  const { spec, status } = jobSchema.parse(object);
  const holds = (type: string) => status.conditions.find((each) => each.type === type && each.status === 'True');
  if (holds('Complete')) return { kind: 'succeeded' };
  const failed = holds('Failed');
  if (failed) return { kind: 'failed', why: whyOf(failed) };
  const since = timeOf(status.startTime);
  return spec.suspend && since === null ? { kind: 'suspended' } : { kind: 'running', since };
}

/** That its pod has failed, and that it gets no other, says nothing that its log does not say better. */
function whyOf({ reason, message }: Condition): string {
  return reason === 'BackoffLimitExceeded' ? '' : shorten([reason, message].filter(Boolean).join(': '));
}

/** The Job, to be started. */
export function started(object: KubeObject): KubeObject {
  return { ...object, spec: { ...jobSchema.parse(object).spec, suspend: false } };
}

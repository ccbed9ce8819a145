import { z } from 'zod';
import { masked, secretValues } from '../domain/mask.ts';
import { KubeError, type KubeObject } from '../platform/kube.ts';
import { longestSql } from '../platform/sql.ts';
import { commandContainer } from '../workloads/job/pod-state.ts';
import { controllerOf } from '../workloads/objects/owner.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { shorten } from '../workloads/trouble/status.ts';
import type { Ended } from './migration-job.ts';
import { shownLines } from './shown-log.ts';
import type { EndedJob, StepContext } from './step.ts';

/** Lines of a log that people are shown. */
const mostLines = 30;
const mostBytes = 64 * 1024;

const podSchema = z.looseObject({
  spec: z.looseObject({
    containers: z
      .array(
        z.looseObject({
          name: z.string(),
          env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
        }),
      )
      .min(1),
  }),
});

/** What a Job has printed. */
export interface JobLog {
  /** As it is, secrets included: never to be told. Null where it cannot be read. */
  text: string | null;
  /** Why it cannot be read; else null. */
  why: string | null;
  /** Values that must not be told. */
  secrets: string[];
}

/** @param whole from the first line on, as far as SQL is read; else the last lines */
export async function readLog({ kube, target }: StepContext, job: KubeObject, whole: boolean): Promise<JobLog> {
  const unread = (why: string): JobLog => ({ text: null, why, secrets: [] });
  try {
    const selector = labelText({ 'job-name': job.metadata.name });
    const pods = await kube.list(podKind, target.namespace, selector);
    const pod = pods.findLast((each) => controllerOf(each)?.uid === job.metadata.uid);
    const read = podSchema.safeParse(pod).data;
    if (!pod || !read) return unread('its pod is gone');
    const container = commandContainer(read.spec.containers);
    const secrets = secretValues(read.spec.containers.flatMap(({ env }) => env));
    const size = whole ? { maxBytes: longestSql + 1 } : { lines: mostLines, maxBytes: mostBytes };
    return { text: await kube.podLog(target.namespace, pod.metadata.name, { container, ...size }), why: null, secrets };
  } catch (error) {
    if (error instanceof KubeError && !error.retryable) return unread(error.message);
    throw error;
  }
}

/** What people are told of a Job that has ended. */
export function endedJob({ job, failed }: Ended, log: JobLog): EndedJob {
  const { name, uid = '' } = job.metadata;
  return { job: name, uid, succeeded: failed === null, log: toldLines(log) };
}

function toldLines({ text, why, secrets }: JobLog): string[] {
  return text === null ? [`(the log can't be read: ${shorten(why ?? '')})`] : shownLines(text, secrets, mostLines);
}

/**
 * "Job x failed: ERROR …", by the last line of its log, which mostly says what was wrong.
 * @param failed what Kubernetes says of it; may be empty
 */
export function whyFailed({ job, log }: EndedJob, failed: string): string {
  return [`Job ${job} failed`, failed, shorten(log.at(-1) ?? '')].filter(Boolean).join(': ');
}

/** A text of the log as it may be told. */
export function toldOf({ secrets }: JobLog, text: string): string {
  return masked(text, secrets);
}

import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import { controllerOf } from '../objects/owner.ts';
import { conditionSchema } from '../objects/pod.ts';
import { shorten } from '../trouble/status.ts';
import type { JobState } from './state.ts';

/** Names the release in the environment of the container that runs the command. */
export const releaseVariable = 'SLUICE_RELEASE';

const envSchema = z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]);
const said = { reason: z.string().nullish(), message: z.string().nullish() };
const statusSchema = z.looseObject({
  name: z.string(),
  state: z
    .looseObject({
      waiting: z.looseObject(said).nullish(),
      terminated: z.looseObject({ exitCode: z.number(), ...said }).nullish(),
    })
    .nullish(),
});
type Status = z.infer<typeof statusSchema>;
const podSchema = z.looseObject({
  spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), env: envSchema })).min(1) }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions: z.array(conditionSchema).default([]),
      initContainerStatuses: z.array(statusSchema).default([]),
      containerStatuses: z.array(statusSchema).default([]),
    })
    .prefault({}),
});
type Pod = z.infer<typeof podSchema>;

/** A pod's end that is not the doing of what ran in it. */
const byTheNode = [
  'Evicted',
  'Preempting',
  'NodeLost',
  'NodeShutdown',
  'Shutdown',
  'Terminated',
  'UnexpectedAdmissionError',
];

/**
 * Where a Job is, by its pod too. A container beside the command's (a mesh puts one there) never ends, and neither does the
 * Job then: what counts is the command's own end. A pod that its node has lost says nothing of what it ran, but that it
 * may have half run.
 * @param pods of its namespace; those of others are passed over
 */
export function stateWithPods(state: JobState, job: KubeObject, pods: readonly KubeObject[]): JobState {
  const own = pods.filter((pod) => controllerOf(pod)?.uid === job.metadata.uid);
  const [last] = own.slice(-1).flatMap((pod) => podSchema.safeParse(pod).data ?? []);
  switch (state.kind) {
    case 'suspended':
    case 'succeeded':
      return state;
    case 'running':
      return (own.at(-1)?.metadata.deletionTimestamp === undefined && last && commandEnded(last)) || state;
    case 'failed': {
      if (state.why !== '') return state;
      const lost = lostBy(last);
      return lost === null
        ? { kind: 'failed', why: last ? endOf(last) : '' }
        : { kind: 'failed', why: lost, lost: true };
    }
  }
}

/** The container that runs the command. */
export function commandContainer(containers: Pod['spec']['containers']): string {
  const found = containers.find(({ env }) => env.some(({ name }) => name === releaseVariable));
  return found?.name ?? containers[0]?.name ?? '';
}

/** What a pod waits for before its command runs, in the cluster's words; null where it runs, or the cluster says nothing. */
export function heldBy(raw: KubeObject): string | null {
  const pod = podSchema.safeParse(raw).data;
  if (pod?.status.phase !== 'Pending') return null;
  const { initContainerStatuses: init, containerStatuses: main, conditions } = pod.status;
  const waiting = [...init, ...main].map(({ state }) => state?.waiting).find((each) => !isUsual(each?.reason));
  if (waiting) return shorten([waiting.reason, waiting.message].filter(Boolean).join(': '));
  const unplaced = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unplaced ? shorten(unplaced.message || unplaced.reason || 'no node takes it') : null;
}

function isUsual(reason: string | null | undefined): boolean {
  return !reason || ['ContainerCreating', 'PodInitializing'].includes(reason);
}

function commandEnded(pod: Pod): JobState | null {
  const ended = endedStatus(pod);
  if (!ended || pod.status.phase !== 'Running') return null;
  if (ended.exitCode === 0) return { kind: 'succeeded' };
  return { kind: 'failed', why: endOf(pod) || `exit code ${ended.exitCode}` };
}

function endedStatus({ spec, status }: Pod): NonNullable<Status['state']>['terminated'] {
  const name = commandContainer(spec.containers);
  return status.containerStatuses.find((each) => each.name === name)?.state?.terminated;
}

/** Why the command has ended where its log does not say it: killed for memory, or never begun. Empty where the log does. */
function endOf(pod: Pod): string {
  const { reason, message } = endedStatus(pod) ?? {};
  if (!reason || ['Error', 'Completed'].includes(reason)) return '';
  return reason === 'OOMKilled'
    ? 'it was killed for using too much memory'
    : shorten([reason, message].filter(Boolean).join(': '));
}

/** Why a pod has failed that did not fail by itself, in words; null where it did. */
function lostBy(pod: Pod | undefined): string | null {
  const half = 'what it ran is not to blame, but may have half run';
  if (!pod) return `its pod was deleted: ${half}`;
  const { reason = '', message = '', conditions } = pod.status;
  const disrupted = conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  if (!disrupted && !byTheNode.includes(reason)) return null;
  const said = shorten([disrupted?.reason ?? reason, disrupted?.message ?? message].filter(Boolean).join(': '));
  return `its pod was taken off its node (${said}): ${half}`;
}

import { z } from 'zod';
import { type ContainerStatus, containerIn, type Pod } from '../objects/pod.ts';
import { conditionOf, lastEnd, type Terminated, timeOf } from './status.ts';

const rulesSchema = z
  .array(
    z.object({
      action: z.string(),
      exitCodes: z.object({ operator: z.enum(['In', 'NotIn']), values: z.array(z.number()) }),
    }),
  )
  .catch([]);
const policySchema = z.array(z.object({ restartPolicy: z.string() })).catch([]);

/** A resize is carried out within this time (ms) as a rule. */
const resizeMs = 600_000;
/** What takes the others with it is followed by their ends within this time (ms). */
const togetherMs = 60_000;

/**
 * Whether a container was ended so that it starts again, and not for what it did: since somebody has given it other
 * resources and its settings want a restart for that, or since the settings of another one take all of the pod with it.
 */
export function isAskedFor(status: ContainerStatus, pod: Pod): boolean {
  const ended = lastEnd(status);
  if (!ended || ended.reason === 'OOMKilled') return false;
  return isResized(status, ended, pod) || isTakenAlong(status, ended, pod);
}

/** Whether its own settings say that after such an end it is started again, as an ordinary thing. */
export function isByOwnRule(status: ContainerStatus, pod: Pod): boolean {
  return ruleFor(status, pod) !== null;
}

function isResized({ name }: ContainerStatus, { startedAt, finishedAt }: Terminated, pod: Pod): boolean {
  const policies = policySchema.parse(containerIn(pod, name)?.['resizePolicy'] ?? []);
  if (!policies.some(({ restartPolicy }) => restartPolicy === 'RestartContainer')) return false;
  const [started, finished] = [timeOf(startedAt), timeOf(finishedAt)];
  if (started === null || finished === null) return false;
  const resizing = conditionOf(pod, 'PodResizeInProgress');
  const began = resizing?.status === 'True' ? timeOf(resizing.lastTransitionTime) : null;
  if (began !== null && began <= finished) return true;
  // Times have whole seconds.
  return resizesOf(pod).some((at) => at + 1000 >= started && at <= finished && finished - at <= resizeMs);
}

/** When somebody has given the pod other resources (ms since the epoch), as the server has noted. */
function resizesOf({ metadata }: Pod): number[] {
  return metadata.managedFields.flatMap(({ subresource, time }) =>
    subresource === 'resize' ? (timeOf(time) ?? []) : [],
  );
}

function isTakenAlong({ name }: ContainerStatus, { finishedAt }: Terminated, pod: Pod): boolean {
  const finished = timeOf(finishedAt);
  const { initContainerStatuses: init, containerStatuses: main } = pod.status;
  return [...init, ...main].some((other) => {
    if (other.name === name || ruleFor(other, pod)?.action !== 'RestartAllContainers') return false;
    const before = timeOf(lastEnd(other)?.finishedAt);
    return finished !== null && before !== null && before <= finished && finished - before <= togetherMs;
  });
}

/** The first rule of a container that its last end meets; null where none does. */
function ruleFor(status: ContainerStatus, pod: Pod) {
  const code = lastEnd(status)?.exitCode;
  const rules = rulesSchema.parse(containerIn(pod, status.name)?.['restartPolicyRules'] ?? []);
  if (code === undefined) return null;
  return rules.find(({ exitCodes: { operator, values } }) => values.includes(code) === (operator === 'In')) ?? null;
}

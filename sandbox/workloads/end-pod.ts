/** Ways in which something other than its containers ends a pod. */
const endings = {
  'node-shutdown': {
    reason: 'Terminated',
    message: 'Pod was terminated in response to imminent node shutdown.',
    disruption: 'TerminationByKubelet',
    exit: { exitCode: 143, reason: 'Error' },
  },
  eviction: {
    reason: 'Evicted',
    message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 64Mi. ',
    disruption: 'TerminationByKubelet',
    exit: { exitCode: 137, reason: 'ContainerStatusUnknown' },
  },
  preemption: {
    reason: 'Preempting',
    message: 'Preempted in order to admit critical pod',
    disruption: null,
    exit: { exitCode: 143, reason: 'Error' },
  },
  'disk-limit': {
    reason: 'Evicted',
    message: 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
    disruption: null,
    exit: { exitCode: 137, reason: 'Error' },
  },
} as const;
export type PodEnding = keyof typeof endings;

/** The merge patch for the status of a pod that ends so, as a kubelet writes it. @param at ISO 8601 */
export function endedStatus(how: PodEnding, containers: readonly string[], at: string): Record<string, unknown> {
  const { reason, message, disruption, exit } = endings[how];
  const condition = (type: string, status: string, why: string) => ({
    type,
    status,
    reason: why,
    lastTransitionTime: at,
  });
  return {
    phase: 'Failed',
    reason,
    message,
    conditions: [
      ...(disruption ? [condition('DisruptionTarget', 'True', disruption)] : []),
      condition('Ready', 'False', 'PodFailed'),
      condition('ContainersReady', 'False', 'PodFailed'),
    ],
    containerStatuses: containers.map((name) => ({
      name,
      ready: false,
      restartCount: 0,
      state: { terminated: { ...exit, finishedAt: at } },
    })),
  };
}

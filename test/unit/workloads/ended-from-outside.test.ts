import { describe, expect, it } from 'vitest';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';
import { at, ended, iso, pod, ready, running } from './troubled-pod.ts';

describe('a pod that something else has ended', () => {
  const target = (reason: string) => [{ type: 'DisruptionTarget', status: 'True', reason }];
  const failed = (reason: string, message = '', conditions: Record<string, unknown>[] = []) => {
    const made = pod({ app: { state: ended(143, 'Error') }, conditions });
    return { ...made, status: { ...made.status, phase: 'Failed', reason, message } };
  };

  it.each([
    'Terminated',
    'NodeShutdown',
    'Shutdown',
    'Evicted',
    'Preempting',
    'NodeAffinity',
    'NodeLost',
    'UnexpectedAdmissionError',
    'OutOfcpu',
  ])('is not the version’s fault: %s', (reason) => {
    expect(podTrouble(failed(reason, 'The node was low on resource: memory.'), at(5000))).toBeNull();
  });

  it.each([
    'TerminationByKubelet',
    'PreemptionByScheduler',
    'DeletionByTaintManager',
    'EvictionByEvictionAPI',
    'DeletionByPodGC',
    'ReasonOfNextYear',
  ])('is not, before its phase tells, by its condition: %s', (reason) => {
    const leaving = pod({ app: { state: ended(137, 'Error') }, conditions: target(reason) });
    expect(podTrouble(leaving, at(5000))).toBeNull();
    const over = target(reason).map((condition) => ({ ...condition, status: 'False' }));
    expect(podTrouble(pod({ app: { state: ended(137, 'Error') }, conditions: over }), at(5))).not.toBeNull();
  });

  it.each([
    ['a container that is not found any more', { ...running, lastState: ended(137, 'ContainerStatusUnknown') }],
    ['a node that was started again', { ...ready, lastState: ended(255, 'Unknown') }],
  ])('or its container: %s', (_, app) => {
    expect(podTrouble(pod({ app: { ...ready, restartCount: 1, ...app } }), at(5))).toBeNull();
  });

  it('or its container, where the whole pod was set up again around it', () => {
    const setUp = (seconds: number) => [
      { type: 'PodReadyToStartContainers', status: 'True', lastTransitionTime: iso(seconds) },
    ];
    const lastState = { terminated: { exitCode: 137, reason: 'Error', startedAt: iso(2), finishedAt: iso(60) } };
    const app = { ...ready, restartCount: 1, lastState };
    expect(podTrouble(pod({ app, conditions: setUp(61) }), at(70))).toBeNull();
    const lost = { terminated: { ...lastState.terminated, exitCode: 255 } };
    expect(podTrouble(pod({ app: { ...app, lastState: lost }, conditions: setUp(61) }), at(70))).toBeNull();
    expect(podTrouble(pod({ app, conditions: setUp(1) }), at(70))).toMatchObject({ code: 'restarted' });
  });

  it.each([
    'Container app exceeded its local ephemeral storage limit "1Gi". ',
    'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
    'Usage of EmptyDir volume "tmp" exceeds the limit "1Gi". ',
  ])('is, where it took more of the disk than it may: %s', (message) => {
    expect(podTrouble(failed('Evicted', message), at(5))).toMatchObject({ code: 'evicted', detail: message.trim() });
  });

  it('is, where its own exit only looks like the node’s', () => {
    const app = { ...ready, restartCount: 1, lastState: ended(255, 'Error') };
    expect(podTrouble(pod({ app }), at(5))).toMatchObject({ code: 'restarted' });
  });
});

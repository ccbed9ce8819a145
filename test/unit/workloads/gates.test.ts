import { expect, it } from 'vitest';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';
import { at, iso, pod, ready } from './troubled-pod.ts';

const message = 'corresponding condition of pod readiness gate "balancer.example/known" does not exist.';
/** Its containers have been ready for this long (s), and its gate has not passed since then. */
const waiting = (reason = 'ReadinessGatesNotReady') =>
  pod({
    app: ready,
    conditions: [
      { type: 'ContainersReady', status: 'True', lastTransitionTime: iso(10) },
      { type: 'Ready', status: 'False', reason, message, lastTransitionTime: iso(0) },
    ],
  });
const serving = pod({ app: ready, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: iso(-900) }] });

it('a pod whose gate does not pass is told of after the grace, in words of the cluster', () => {
  expect(podTrouble(waiting(), at(65))).toBeNull();
  expect(podTrouble(waiting(), at(71))).toMatchObject({ code: 'probe-failing', detail: message });
  expect(podTrouble(waiting('ContainersNotReady'), at(71))).toBeNull();
});

it('it is no fault of the version where half of the old pods wait as well', () => {
  expect(podTrouble(waiting(), { ...at(71), peers: [waiting(), serving] })).toBeNull();
  expect(podTrouble(waiting(), { ...at(71), peers: [waiting(), serving, serving] })).not.toBeNull();
});

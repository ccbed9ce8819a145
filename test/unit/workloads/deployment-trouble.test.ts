import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { deployment } from '../../../src/workloads/deployment.ts';
import { iso, start } from './troubled-pod.ts';

describe('a Deployment', () => {
  const troubleOf = (object: object, since = 0) => deployment.trouble(object as KubeObject, since);
  const given = (observedGeneration: number, reason: string, status = 'False') => ({
    metadata: { name: 'checkout', generation: 3 },
    status: {
      observedGeneration,
      conditions: [{ type: 'Progressing', status, reason, message: 'has timed out', lastUpdateTime: iso(30) }],
    },
  });

  it('that Kubernetes gave up is trouble', () => {
    const trouble = troubleOf(given(3, 'ProgressDeadlineExceeded'));
    expect(trouble).toEqual({ code: 'progress-deadline', pod: 'checkout', detail: 'has timed out' });
  });

  it('is not judged by what was said of an older spec, nor while it goes on', () => {
    expect(troubleOf(given(2, 'ProgressDeadlineExceeded'))).toBeNull();
    expect(troubleOf(given(3, 'ReplicaSetUpdated', 'True'))).toBeNull();
    expect(troubleOf({ metadata: { name: 'x' } })).toBeNull();
  });

  const refusal = (message: string, condition: object = {}) => {
    const said = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      lastTransitionTime: iso(30),
      message,
    };
    const status = { observedGeneration: 3, conditions: [{ ...said, ...condition }] };
    return deployment.refusal({ metadata: { name: 'checkout', generation: 3 }, status } as unknown as KubeObject);
  };

  it.each([
    [
      'pods "checkout-6d-x2" is forbidden: exceeded quota: compute, requested: pods=1',
      'exceeded quota: compute',
      false,
    ],
    ['Internal error occurred: failed calling webhook "p.example": connection refused', 'Internal error', false],
    ['pods "c-" is forbidden: error looking up service account shop/a: serviceaccount "a" not found', 'error', false],
    ['pods "c-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true', 'violates', true],
    ['admission webhook "p.example" denied the request: no latest tags', 'admission webhook', true],
    ["ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", 'ValidatingAdmissionPolicy', true],
    ['pods "c-x" is forbidden: failed quota: compute: must specify limits.cpu for: app', 'failed quota', true],
    ['pods "c-x" is forbidden: maximum cpu usage per Container is 1, but limit is 2', 'maximum cpu', true],
    ['Pod "c-x" is invalid: spec.containers[0].image: Required value', 'Pod "c-x" is invalid', true],
  ])('that may make no pods says why: %s', (message, detail, final) => {
    expect(refusal(message)).toMatchObject({ final, since: start + 30_000, some: false });
    expect(refusal(message)?.detail).toMatch(new RegExp(`^${detail}`));
  });

  it('that may not even make a ReplicaSet says that too, and what is over says nothing', () => {
    const message =
      'Failed to create new replica set "c-6d": replicasets.apps "c-6d" is forbidden: exceeded quota: sets';
    const failure = { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError' };
    expect(refusal(message, failure)?.detail).toBe('exceeded quota: sets');
    expect(refusal('x', { status: 'False' })).toBeNull();
    expect(refusal('x', { reason: 'FailedDelete' })).toBeNull();
    expect(deployment.refusal({ metadata: { name: 'c', generation: 9 } } as KubeObject)).toBeNull();
  });

  it('is not judged by what was said before the release asked for anything', () => {
    expect(troubleOf(given(3, 'ProgressDeadlineExceeded'), start + 31_000)).toBeNull();
    expect(troubleOf(given(3, 'ProgressDeadlineExceeded'), start + 30_000)).not.toBeNull();
  });
});

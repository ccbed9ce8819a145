import { describe, expect, it } from 'vitest';
import { usualRestarts } from '../../../src/domain/target.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { deployment } from '../../../src/workloads/deployment.ts';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';

const start = Date.parse('2026-11-21T10:00:00Z');
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const at = (seconds: number) => ({
  now: start + seconds * 1000,
  graceMs: 60_000,
  containers: new Set(['app', 'migrate']),
  restarts: usualRestarts,
});

interface Shape {
  app?: Record<string, unknown>;
  init?: Record<string, unknown>;
  conditions?: Record<string, unknown>[];
  deletedAt?: string;
}

function pod({ app = {}, init, conditions = [], deletedAt }: Shape) {
  return {
    metadata: { name: 'checkout-candidate-x', creationTimestamp: iso(0), deletionTimestamp: deletedAt },
    status: {
      phase: 'Running',
      startTime: iso(0),
      conditions,
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: {}, lastState: {}, ...app }],
      ...(init ? { initContainerStatuses: [{ name: 'migrate', ready: false, restartCount: 0, ...init }] } : {}),
    },
  };
}

const running = { running: { startedAt: iso(2) } };
const ended = (exitCode: number, reason: string, message?: string) => ({ terminated: { exitCode, reason, message } });
const ready = { ready: true, state: running };

describe('a pod of the new version', () => {
  it('that serves is no trouble', () => {
    expect(podTrouble(pod({ app: ready }), at(3600))).toBeNull();
  });

  it.each([
    [
      'a crash loop',
      { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(1, 'Error') },
      'crash-loop',
      /3 restarts, last exit code 1/,
    ],
    [
      'one crash, though it runs again',
      { ...ready, restartCount: 1, lastState: ended(139, 'Error') },
      'restarted',
      /exit code 139/,
    ],
    [
      'a crash not yet followed by a restart',
      { state: ended(2, 'Error', 'panic: no config') },
      'restarted',
      /panic: no config/,
    ],
    ['a kill for memory', { state: ended(137, 'OOMKilled') }, 'oom-killed', /memory/],
    [
      'an earlier kill for memory, in a crash loop',
      { restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(137, 'OOMKilled') },
      'oom-killed',
      /memory/,
    ],
    [
      'an image that is not there',
      { state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } },
      'image-pull',
      /app: not found/,
    ],
    [
      'an image that is not there, later',
      { state: { waiting: { reason: 'ImagePullBackOff' } } },
      'image-pull',
      /ImagePullBackOff/,
    ],
    [
      'an image name that is none',
      { state: { waiting: { reason: 'InvalidImageName' } } },
      'image-pull',
      /InvalidImageName/,
    ],
  ])('%s is seen at once', (_name, app, code, detail) => {
    const trouble = podTrouble(pod({ app }), at(1));
    expect(trouble).toMatchObject({ code, pod: 'checkout-candidate-x' });
    expect(trouble?.detail).toMatch(detail);
  });

  it.each(['SignatureValidationFailed', 'ImageInspectError', 'RegistryUnavailable'])('%s is of its image', (reason) => {
    expect(podTrouble(pod({ app: { state: { waiting: { reason } } } }), at(1))).toMatchObject({ code: 'image-pull' });
  });

  it('whose hook after the start fails gets the grace', () => {
    const failing = pod({ app: { state: { waiting: { reason: 'PostStartHookError' } } } });
    expect(podTrouble(failing, at(30))).toBeNull();
    expect(podTrouble(failing, at(61))?.detail).toContain('PostStartHookError');
  });

  it('that was stopped and started again in order is no trouble', () => {
    expect(podTrouble(pod({ app: { ...ready, restartCount: 1, lastState: ended(0, 'Completed') } }), at(9))).toBeNull();
  });

  it('has a grace to become ready', () => {
    const slow = pod({ app: { state: running } });
    expect(podTrouble(slow, at(60))).toBeNull();
    expect(podTrouble(slow, at(63))).toMatchObject({
      code: 'probe-failing',
      detail: 'app: not ready 61 s after its start',
    });
  });

  it('has none once it was ready', () => {
    const conditions = [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(30) }];
    expect(podTrouble(pod({ app: { state: running }, conditions }), at(31))).toMatchObject({ code: 'probe-failing' });
  });

  it('was not ready before its container started: that is no failing probe', () => {
    const conditions = [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(0) }];
    expect(podTrouble(pod({ app: { state: running }, conditions }), at(31))).toBeNull();
  });

  it("that can't be scheduled is waited for, then it is trouble", () => {
    const conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/3 nodes',
        lastTransitionTime: iso(0),
      },
    ];
    const waiting = { ...pod({ conditions }), status: { phase: 'Pending', conditions } };
    expect(podTrouble(waiting, at(30))).toBeNull();
    expect(podTrouble(waiting, at(61))).toMatchObject({ code: 'not-scheduled', detail: '0/3 nodes' });
  });

  it('whose configuration is missing gets the grace too', () => {
    const app = { state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "db" not found' } } };
    expect(podTrouble(pod({ app }), at(30))).toBeNull();
    expect(podTrouble(pod({ app }), at(61))?.detail).toMatch(/secret "db" not found/);
  });

  it('may try its init container again, but not for ever', () => {
    const app = { state: { waiting: { reason: 'PodInitializing' } } };
    const once = { restartCount: 1, state: { running: { startedAt: iso(3) } }, lastState: ended(1, 'Error') };
    expect(podTrouble(pod({ app, init: once }), at(500))).toBeNull();
    const loop = { restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(1, 'Error') };
    expect(podTrouble(pod({ app, init: loop }), at(5))).toMatchObject({ code: 'crash-loop' });
    const image = { state: { waiting: { reason: 'ErrImagePull' } } };
    expect(podTrouble(pod({ app, init: image }), at(5))?.detail).toMatch(/^migrate: /);
  });

  it('that is going away is nobody’s trouble', () => {
    expect(podTrouble(pod({ app: { state: ended(137, 'OOMKilled') }, deletedAt: iso(5) }), at(6))).toBeNull();
  });

  it('says things in one short line', () => {
    const message = `failed to pull\n${'x'.repeat(500)}`;
    const trouble = podTrouble(pod({ app: { state: { waiting: { reason: 'ErrImagePull', message } } } }), at(1));
    expect(trouble?.detail).toHaveLength(200);
    expect(trouble?.detail).not.toContain('\n');
  });

  it('that does not read as one is passed over', () => {
    for (const raw of [null, {}, { metadata: {} }, { metadata: { name: 'x' } }, 'pod']) {
      expect(podTrouble(raw, at(1000))).toBeNull();
    }
  });
});

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

describe('a container that ends', () => {
  const notReady = [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(0) }];
  const sinceReady = (seconds: number) => [
    { type: 'ContainersReady', status: 'True', lastTransitionTime: iso(seconds) },
  ];
  const end = (started: number, finished: number, exitCode = 1) => ({
    terminated: { exitCode, reason: 'Error', startedAt: iso(started), finishedAt: iso(finished) },
  });
  const looping = { waiting: { reason: 'CrashLoopBackOff' } };
  const bearing = (starting: number, running: number) => ({ ...at(30), restarts: { starting, running } });

  it('before it was ready for the first time may have waited for something, once', () => {
    const again = { restartCount: 1, state: running, lastState: end(2, 4) };
    expect(podTrouble(pod({ app: again, conditions: notReady }), at(5))).toBeNull();
    expect(podTrouble(pod({ app: { ...again, ...ready }, conditions: sinceReady(6) }), at(9))).toBeNull();
    const twice = { restartCount: 1, state: looping, lastState: end(4, 5) };
    expect(podTrouble(pod({ app: twice, conditions: notReady }), at(5))).toMatchObject({ code: 'crash-loop' });
  });

  it('after it was ready is trouble at once', () => {
    const app = { ...ready, restartCount: 1, lastState: end(2, 20) };
    expect(podTrouble(pod({ app, conditions: sinceReady(5) }), at(21))).toMatchObject({ code: 'restarted' });
    const down = [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(20) }];
    expect(podTrouble(pod({ app: { state: end(2, 20) }, conditions: down }), at(21))).toMatchObject({
      code: 'restarted',
    });
  });

  it('is borne as often as the catalogue says', () => {
    const twice = { restartCount: 1, state: looping, lastState: end(4, 5) };
    expect(podTrouble(pod({ app: twice, conditions: notReady }), bearing(2, 0))).toBeNull();
    const once = { restartCount: 1, state: running, lastState: end(2, 4) };
    expect(podTrouble(pod({ app: once, conditions: notReady }), bearing(0, 0))).toMatchObject({ code: 'restarted' });
    const served = { ...ready, restartCount: 1, lastState: end(2, 20) };
    expect(podTrouble(pod({ app: served, conditions: sinceReady(5) }), bearing(0, 1))).toBeNull();
  });

  it('as those of the old version end is what surrounds them', () => {
    const app = { ...ready, restartCount: 1, lastState: end(2, 20) };
    const one = pod({ app, conditions: sinceReady(5) });
    const peer = (restartCount: number, finished: number, created = -86_400) => ({
      metadata: { name: 'peer', creationTimestamp: iso(created) },
      status: {
        containerStatuses: [{ name: 'app', restartCount, ready: true, lastState: end(finished - 9, finished) }],
      },
    });
    const beside = (...peers: object[]) => podTrouble(one, { ...at(21), peers });
    expect(beside(peer(1, 19), peer(0, -500))).toBeNull();
    expect(beside(peer(1, 19), peer(1, -500), peer(1, -400))).toMatchObject({ code: 'restarted' });
    expect(beside(peer(4000, -10))).toBeNull();
    expect(beside(peer(3, -4000))).toMatchObject({ code: 'restarted' });
  });

  describe('is not excused by the old version’s pods', () => {
    const created = iso(-86_400);
    const exit = (exitCode: number, reason: string, began = -500) => ({
      terminated: { exitCode, reason, startedAt: iso(began), finishedAt: iso(30) },
    });
    const peer = (restartCount: number, lastState: object, more: { deletedAt?: string; state?: object } = {}) => ({
      metadata: { name: 'peer', creationTimestamp: created, deletionTimestamp: more.deletedAt },
      status: { containerStatuses: [{ name: 'app', restartCount, ready: true, lastState, state: more.state ?? {} }] },
    });
    const idle = peer(0, {});
    const beside = (app: Record<string, unknown>, ...peers: object[]) =>
      podTrouble(pod({ app }), { ...at(600), peers });
    const often = { restartCount: 12, state: looping, lastState: exit(1, 'Error', 590) };
    const killed = { ...ready, restartCount: 5, lastState: exit(137, 'OOMKilled', 20) };

    it.each([
      ['that restarted once, in order', often, [peer(1, exit(0, 'Completed'))], 'crash-loop'],
      ['of which one did', often, [peer(1, exit(0, 'Completed')), idle], 'crash-loop'],
      ['that failed once', often, [peer(1, exit(1, 'Error'))], 'crash-loop'],
      ['that failed once, and in other days', often, [peer(40, exit(1, 'Error'))], 'crash-loop'],
      ['that ended in order, for memory', killed, [peer(1, exit(0, 'Completed'))], 'oom-killed'],
      ['that failed as often, for memory', killed, [peer(9, exit(1, 'Error', 20))], 'oom-killed'],
      ['that lost their node', often, [peer(20, exit(255, 'Unknown', 20))], 'crash-loop'],
      [
        'that are being removed',
        { ...ready, restartCount: 1, lastState: exit(1, 'Error', 2) },
        [idle, peer(0, {}, { deletedAt: iso(20), state: exit(143, 'Error') })],
        'restarted',
      ],
    ])('%s', (_what, app, peers, code) => {
      expect(beside(app, ...peers)).toMatchObject({ code });
    });

    it('but by those that end as often, for the same reason', () => {
      expect(beside(often, peer(30, exit(1, 'Error', 20)), idle)).toBeNull();
      expect(beside(often, peer(12, exit(2, 'Error', 20)))).toBeNull();
      expect(beside(killed, peer(5, exit(137, 'OOMKilled', 20)))).toBeNull();
      expect(beside({ ...often, restartCount: 1 }, peer(1, exit(1, 'Error')))).toBeNull();
    });
  });

  it('and is not one that the release changes counts only as it goes on', () => {
    const proxy = (state: object, restartCount: number) => {
      const made = pod({ app: ready });
      const status = { name: 'istio-proxy', ready: false, restartCount, state, lastState: ended(1, 'Error') };
      return { ...made, status: { ...made.status, containerStatuses: [...made.status.containerStatuses, status] } };
    };
    expect(podTrouble(proxy(ended(1, 'Error'), 0), at(500))).toBeNull();
    expect(podTrouble(proxy(looping, 9), at(30))).toBeNull();
    expect(podTrouble(proxy(looping, 9), at(61))).toMatchObject({
      code: 'crash-loop',
      detail: expect.stringMatching(/^istio-proxy: /),
    });
    const pull = { waiting: { reason: 'ErrImagePull', message: 'no such image' } };
    expect(podTrouble(proxy(pull, 0), at(30))).toBeNull();
    expect(podTrouble(proxy(pull, 0), at(61))).toMatchObject({ code: 'image-pull' });
  });
});

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

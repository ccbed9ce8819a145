import { describe, expect, it } from 'vitest';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';
import { at, iso, pod, ready } from './troubled-pod.ts';

const restartsForMemory = [
  { resourceName: 'cpu', restartPolicy: 'NotRequired' },
  { resourceName: 'memory', restartPolicy: 'RestartContainer' },
];

interface Run {
  exitCode: number;
  reason?: string;
  from?: number;
  to?: number;
  message?: string;
}

const end = ({ exitCode, reason = 'Error', from = 2, to = 60, message }: Run) => ({
  terminated: { exitCode, reason, message, startedAt: iso(from), finishedAt: iso(to) },
});

interface Changed {
  run: Run;
  resizePolicy?: object[];
  /** When somebody has changed its resources, in seconds. */
  resizedAt?: number;
  conditions?: Record<string, unknown>[];
  more?: { spec?: object; status?: object; app?: object };
}

/** The container `app` has been ready, ended once and runs again. */
function restartedPod({ run, resizePolicy, resizedAt, conditions = [], more = {} }: Changed) {
  const wasReady = { type: 'ContainersReady', status: 'True', lastTransitionTime: iso(5) };
  const made = pod({
    app: { ...ready, restartCount: 1, lastState: end(run), ...more.app },
    conditions: [wasReady, ...conditions],
  });
  const resized = { manager: 'vpa-updater', operation: 'Update', subresource: 'resize', time: iso(resizedAt ?? 0) };
  return {
    ...made,
    metadata: { ...made.metadata, managedFields: resizedAt === undefined ? [] : [resized] },
    spec: { containers: [{ name: 'app', image: 'app:2', resizePolicy }], ...more.spec },
    status: { ...made.status, ...more.status },
  };
}

describe('a container that is started again with other resources', () => {
  const resizing = (seconds: number) => [
    { type: 'PodResizeInProgress', status: 'True', lastTransitionTime: iso(seconds) },
  ];

  it.each([0, 137, 143, 2])('is not the version’s fault: exit code %s', (exitCode) => {
    const run = { exitCode };
    expect(podTrouble(restartedPod({ run, resizePolicy: restartsForMemory, resizedAt: 58 }), at(70))).toBeNull();
    const conditions = resizing(59);
    expect(podTrouble(restartedPod({ run, resizePolicy: restartsForMemory, conditions }), at(70))).toBeNull();
  });

  it.each<[string, Changed]>([
    ['no resource asks for a restart', { run: { exitCode: 137 }, resizedAt: 58 }],
    ['it was changed after its end', { run: { exitCode: 137 }, resizePolicy: restartsForMemory, resizedAt: 65 }],
    [
      'it was changed before its run began',
      { run: { exitCode: 137, from: 30 }, resizePolicy: restartsForMemory, resizedAt: 10 },
    ],
    [
      'it was changed long before',
      { run: { exitCode: 137, to: 3000 }, resizePolicy: restartsForMemory, resizedAt: 10 },
    ],
    ['the resize began later', { run: { exitCode: 137 }, resizePolicy: restartsForMemory, conditions: resizing(66) }],
  ])('is, where %s', (_why, changed) => {
    expect(podTrouble(restartedPod(changed), at(70))).toMatchObject({ code: 'restarted' });
  });

  it('is, where it was killed for the memory that it took', () => {
    const run = { exitCode: 137, reason: 'OOMKilled' };
    const seen = podTrouble(restartedPod({ run, resizePolicy: restartsForMemory, resizedAt: 58 }), at(70));
    expect(seen).toMatchObject({ code: 'oom-killed' });
  });
});

describe('a container whose own settings say that it is started again', () => {
  const rules = (operator: string, values: number[], action = 'Restart') => [
    { action, exitCodes: { operator, values } },
  ];
  const ruled = (exitCode: number, restartPolicyRules: object[], app: object = {}) =>
    restartedPod({
      run: { exitCode },
      more: { spec: { containers: [{ name: 'app', image: 'app:2', restartPolicyRules }] }, app },
    });

  it('may end as they say', () => {
    expect(podTrouble(ruled(42, rules('In', [42])), at(70))).toBeNull();
    expect(podTrouble(ruled(42, rules('NotIn', [1])), at(70))).toBeNull();
  });

  it('may not end otherwise, nor again and again', () => {
    expect(podTrouble(ruled(1, rules('In', [42])), at(70))).toMatchObject({ code: 'restarted' });
    const state = { waiting: { reason: 'CrashLoopBackOff' } };
    const looping = { ready: false, state, restartCount: 6 };
    expect(podTrouble(ruled(42, rules('In', [42]), looping), at(70))).toMatchObject({ code: 'crash-loop' });
  });

  it('takes the others with it, where they say so', () => {
    const sidecar = {
      name: 'proxy',
      ready: true,
      restartCount: 1,
      state: {},
      lastState: end({ exitCode: 42, to: 59 }),
    };
    const own = { name: 'app', ready: true, restartCount: 1, state: {}, lastState: end({ exitCode: 137 }) };
    const containers = [
      { name: 'app', image: 'app:2' },
      { name: 'proxy', image: 'proxy:1', restartPolicyRules: rules('In', [42], 'RestartAllContainers') },
    ];
    const more = { spec: { containers }, status: { containerStatuses: [own, sidecar] } };
    expect(podTrouble(restartedPod({ run: { exitCode: 137 }, more }), at(70))).toBeNull();
    const quiet = { ...sidecar, lastState: end({ exitCode: 1, to: 64 }) };
    const alone = { ...more, status: { containerStatuses: [own, quiet] } };
    expect(podTrouble(restartedPod({ run: { exitCode: 137 }, more: alone }), at(70))).not.toBeNull();
  });
});

describe('a container that is killed while the sidecar through which it is probed is down', () => {
  const both = (exitCode: number, sidecarEndedAt: number) => {
    const proxy = {
      name: 'istio-proxy',
      ready: true,
      restartCount: 1,
      state: {},
      lastState: end({ exitCode: 1, to: sidecarEndedAt }),
    };
    const own = { name: 'app', ready: true, restartCount: 1, state: {}, lastState: end({ exitCode }) };
    return restartedPod({ run: { exitCode }, more: { status: { containerStatuses: [own, proxy] } } });
  };

  it('is not the version’s fault', () => {
    expect(podTrouble(both(137, 40), at(70))).toBeNull();
  });

  it('is, where it fails by itself, or the sidecar ended only later', () => {
    expect(podTrouble(both(1, 40), at(70))).toMatchObject({ code: 'restarted' });
    expect(podTrouble(both(137, 64), at(70))).toMatchObject({ code: 'restarted' });
  });
});

describe('a container that its node cannot start', () => {
  const started = (message: string) => restartedPod({ run: { exitCode: 128, reason: 'StartError', message } });

  it.each([
    'failed to create containerd task: failed to create shim task: context deadline exceeded: unknown',
    'failed to create shim task: mkdir /run/containerd/io.containerd.runtime: no space left on device: unknown',
    'OCI runtime create failed: unable to apply cgroup configuration: cannot allocate memory: unknown',
  ])('is not the version’s fault: %s', (message) => {
    expect(podTrouble(started(message), at(70))).toBeNull();
  });

  it('is, where what it should run is not there', () => {
    const message = 'exec: "/app/server": stat /app/server: no such file or directory: unknown';
    expect(podTrouble(started(message), at(70))).toMatchObject({ code: 'restarted' });
  });
});

describe('a pod that is not ready any more', () => {
  const flipped = (seconds: number, name = 'checkout-candidate-x', app: object = {}, nodeName = 'node-1') => {
    const made = pod({
      app: { state: { running: { startedAt: iso(2) } }, ...app },
      conditions: [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(seconds) }],
    });
    return { ...made, metadata: { ...made.metadata, name }, spec: { containers: [], nodeName } };
  };
  const asReady = (name: string, nodeName = 'node-2') => {
    const conditions = [{ type: 'ContainersReady', status: 'True', lastTransitionTime: iso(3) }];
    const made = pod({ app: ready, conditions });
    return { ...made, metadata: { ...made.metadata, name }, spec: { containers: [], nodeName } };
  };

  it('fails its probe', () => {
    expect(podTrouble(flipped(30), at(31))).toMatchObject({ code: 'probe-failing' });
    const peers = [asReady('checkout-a'), asReady('checkout-b', 'node-1')];
    expect(podTrouble(flipped(30), { ...at(31), peers })).toMatchObject({ code: 'probe-failing' });
  });

  it('may be so because its kubelet was started again, which forgets that its startup probe has passed', () => {
    expect(podTrouble(flipped(30, 'checkout-candidate-x', { started: false }), at(31))).toBeNull();
    expect(podTrouble(flipped(30, 'checkout-candidate-x', { started: false }), at(200))).not.toBeNull();
  });

  it('may be so because its kubelet was started again, as pods of the old version on the same node show', () => {
    const peers = [flipped(31, 'checkout-a'), asReady('checkout-b'), asReady('checkout-c')];
    expect(podTrouble(flipped(30), { ...at(32), peers })).toBeNull();
    expect(podTrouble(flipped(30), { ...at(200), peers: peers.slice(1) })).toMatchObject({ code: 'probe-failing' });
  });

  it('is not the only one where half of the old version’s pods are not ready either', () => {
    const peers = [flipped(25, 'checkout-a', {}, 'node-2'), asReady('checkout-b')];
    expect(podTrouble(flipped(30), { ...at(32), peers })).toBeNull();
    expect(podTrouble(flipped(30), { ...at(200), peers })).toMatchObject({ code: 'probe-failing' });
    const fewer = [...peers, asReady('checkout-c')];
    expect(podTrouble(flipped(30), { ...at(32), peers: fewer })).toMatchObject({ code: 'probe-failing' });
  });
});

describe('a sidecar that is an init container', () => {
  it('and never becomes ready is named', () => {
    const made = pod({
      app: ready,
      init: { name: 'proxy', started: true, state: { running: { startedAt: iso(2) } } },
    });
    const sidecar = {
      ...made,
      spec: { containers: [], initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }] },
    };
    expect(podTrouble(sidecar, at(70))).toMatchObject({
      code: 'probe-failing',
      detail: expect.stringContaining('proxy'),
    });
    const init = { ...sidecar, spec: { containers: [], initContainers: [{ name: 'proxy', image: 'proxy:1' }] } };
    expect(podTrouble(init, at(70))).toBeNull();
  });
});

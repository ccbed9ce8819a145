import { describe, expect, it } from 'vitest';
import { usualRestarts } from '../../../src/domain/target.ts';
import { evictedAgain } from '../../../src/workloads/trouble/evictions.ts';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';

const start = Date.parse('2026-11-21T10:00:00Z');
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const at = (seconds: number) => ({
  now: start + seconds * 1000,
  graceMs: 60_000,
  containers: new Set(['app', 'migrate']),
  restarts: usualRestarts,
});
const ended = (exitCode: number, reason = 'Error', message?: string) => ({
  terminated: { exitCode, reason, message, startedAt: iso(2), finishedAt: iso(20) },
});

interface Shape {
  phase?: string;
  reason?: string | undefined;
  message?: string;
  app?: Record<string, unknown>;
  init?: Record<string, unknown>;
  sidecar?: Record<string, unknown>;
  conditions?: Record<string, unknown>[];
  probe?: object;
}

function pod({ phase = 'Running', reason, message, app, init, sidecar, conditions = [], probe }: Shape) {
  const status = (name: string, more: Record<string, unknown> | undefined) =>
    more ? [{ name, ready: false, restartCount: 0, state: {}, lastState: {}, ...more }] : [];
  return {
    metadata: { name: 'checkout-x', creationTimestamp: iso(0) },
    spec: { containers: [{ name: 'app', image: 'i', ...(probe ? { startupProbe: probe } : {}) }] },
    status: {
      phase,
      reason,
      message,
      conditions,
      startTime: iso(0),
      containerStatuses: [...status('app', app), ...status('istio-proxy', sidecar)],
      initContainerStatuses: status('migrate', init),
    },
  };
}

describe('a pod that has ended', () => {
  it('by its own deadline is the version’s', () => {
    const message = 'Pod was active on the node longer than the specified deadline';
    const over = pod({ phase: 'Failed', reason: 'DeadlineExceeded', message, app: { state: ended(137) } });
    expect(podTrouble(over, at(30))).toEqual({ code: 'ended', pod: 'checkout-x', detail: message });
    expect(podTrouble(pod({ phase: 'Failed', reason: 'DeadlineExceeded' }), at(30))?.detail).toBe('DeadlineExceeded');
  });

  it.each([
    ['no reason', undefined],
    ['a reason of next year', 'ProviderFailed'],
  ])('with %s is the version’s where a container of it failed, and not where it was killed', (_, reason) => {
    const failed = (state: object) => podTrouble(pod({ phase: 'Failed', reason, app: { state } }), at(30));
    expect(failed(ended(1, 'Error', 'no config'))).toMatchObject({ code: 'restarted' });
    expect(failed(ended(137, 'OOMKilled'))).toMatchObject({ code: 'oom-killed' });
    for (const exitCode of [0, 137, 143, 255]) expect(failed(ended(exitCode))).toBeNull();
    expect(podTrouble(pod({ phase: 'Failed', reason }), at(30))).toBeNull();
  });

  it.each(['OutOfmemory', 'OutOfpods', 'OutOfnvidia.com/gpu', 'TopologyAffinityError'])(
    'before it began is its node’s: %s',
    (reason) => {
      expect(podTrouble(pod({ phase: 'Failed', reason, app: { state: ended(1) } }), at(30))).toBeNull();
    },
  );
});

describe('a container', () => {
  it('that is killed for memory counts where the release changes it, also before the others start', () => {
    const oom = { state: ended(137, 'OOMKilled') };
    const fine = { ready: true, state: { running: { startedAt: iso(2) } } };
    expect(podTrouble(pod({ app: fine, sidecar: { ...oom, ready: true } }), at(30))).toBeNull();
    expect(podTrouble(pod({ app: oom, sidecar: fine }), at(30))).toMatchObject({ code: 'oom-killed' });
    expect(podTrouble(pod({ app: { state: {} }, init: oom }), at(30))?.detail).toMatch(/^migrate: /);
  });

  it('whose command is not there is trouble at once', () => {
    const terminated = {
      ...ended(128, 'StartError', 'exec: "app": not found').terminated,
      startedAt: iso(-start / 1000),
    };
    const conditions = [{ type: 'ContainersReady', status: 'False', lastTransitionTime: iso(0) }];
    expect(podTrouble(pod({ app: { state: { terminated } }, conditions }), at(5))).toMatchObject({ code: 'restarted' });
  });

  it.each(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'])('has a grace: %s', (reason) => {
    const waiting = pod({ app: { state: { waiting: { reason } } } });
    expect(podTrouble(waiting, at(30))).toBeNull();
    expect(podTrouble(waiting, at(61))?.detail).toContain(reason);
  });

  it('may take as long to start as its startup probe lets it', () => {
    const probe = { initialDelaySeconds: 20, periodSeconds: 5, failureThreshold: 60 };
    const starting = { started: false, state: { running: { startedAt: iso(2) } } };
    expect(podTrouble(pod({ app: starting, probe }), at(320))).toBeNull();
    const detail = 'app: not ready 323 s after its start: its startup probe has not passed';
    expect(podTrouble(pod({ app: starting, probe }), at(325))).toMatchObject({ code: 'probe-failing', detail });
    expect(podTrouble(pod({ app: { ...starting, started: true }, probe }), at(70))).not.toBeNull();
    expect(podTrouble(pod({ app: starting }), at(70))).not.toBeNull();
  });
});

describe('an image that cannot be pulled', () => {
  const pulling = (reason: string, message: string) => pod({ app: { state: { waiting: { reason, message } } } });

  it.each([
    'failed to pull and unpack image: unexpected status: 503 Service Unavailable',
    'toomanyrequests: You have reached your pull rate limit',
    'dial tcp 10.0.0.7:443: i/o timeout',
    'read tcp: connection reset by peer',
  ])('for what may pass gets the grace, and no more: %s', (message) => {
    for (const reason of ['ErrImagePull', 'ImagePullBackOff']) {
      expect(podTrouble(pulling(reason, message), at(30))).toBeNull();
      expect(podTrouble(pulling(reason, message), at(61))).toMatchObject({ code: 'image-pull' });
    }
  });

  it.each(['registry.example/app:2.5.0: not found', 'pull access denied', 'no such host', 'manifest unknown'])(
    'for what will not is trouble at once: %s',
    (message) => {
      expect(podTrouble(pulling('ErrImagePull', message), at(1))).toMatchObject({ code: 'image-pull' });
    },
  );
});

describe('pods that are evicted', () => {
  const said = 'The node was low on resource: memory. Container app was using 2Gi, request is 100Mi';
  const evicted = (seconds: number) =>
    pod({
      phase: 'Failed',
      reason: 'Evicted',
      message: said,
      conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: iso(seconds) }],
    });
  const running = pod({ app: { ready: true } });
  const now = start + 600_000;
  const three = [evicted(100), evicted(200), evicted(300), running];

  it('are the version’s where it goes on', () => {
    expect(evictedAgain(three.slice(1), { peers: [], now })).toBeNull();
    expect(evictedAgain(three, { peers: [running, running], now })).toMatchObject({
      code: 'evicted',
      detail: `3 of its pods were evicted within 30 min: ${said}`,
    });
    expect(evictedAgain(three, { peers: [], now: start + 2_000_000 })).toBeNull();
  });

  it('are not where the old version’s are too', () => {
    expect(evictedAgain(three, { peers: [running, evicted(50), evicted(60)], now })).toBeNull();
    expect(evictedAgain(three, { peers: [...Array(9).fill(running), evicted(50)], now })).not.toBeNull();
    expect(evictedAgain(three, { peers: [running, evicted(-9000), evicted(-9100)], now })).not.toBeNull();
  });
});

describe('pods that kubelets refuse', () => {
  const now = start + 600_000;
  const refused = (second: number, reason = 'SysctlForbidden') => {
    const one = pod({ phase: 'Failed', reason, message: 'Pod was rejected: forbidden sysctl: "net.core.somaxconn"' });
    return { ...one, status: { ...one.status, startTime: iso(second) } };
  };
  const many = (howMany: number) => Array.from({ length: howMany }, (_, at) => refused(at));

  it('one after the other are the version’s, and a few are not', () => {
    expect(evictedAgain(many(10), { peers: [], now })).toBeNull();
    expect(evictedAgain(many(11), { peers: [], now })).toMatchObject({
      code: 'cannot-start',
      detail:
        '11 of its pods were refused by their nodes within 30 min: Pod was rejected: forbidden sysctl: "net.core.somaxconn"',
    });
    expect(evictedAgain(many(11), { peers: many(6), now })).toBeNull();
    expect(evictedAgain(many(11), { peers: [], now: start + 2_000_000 })).toBeNull();
  });

  it('are none that ran, or that were evicted', () => {
    const ran = pod({ phase: 'Failed', reason: 'NodeShutdown', app: { state: ended(143) } });
    expect(evictedAgain(Array(20).fill(ran), { peers: [], now: start + 60_000 })).toBeNull();
  });
});

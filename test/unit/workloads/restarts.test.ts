import { describe, expect, it } from 'vitest';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';
import { at, ended, iso, pod, ready, running } from './troubled-pod.ts';

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

import { describe, expect, it } from 'vitest';
import { podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';
import { at, ended, iso, pod, ready, running } from './troubled-pod.ts';

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

  it('tells no secret of the log that its end came with', () => {
    const said = '\u001b[31mpanic\u001b[0m: no way to\npostgres://app:hunter22@db/orders';
    const trouble = podTrouble(pod({ app: { state: ended(2, 'Error', said) } }), at(1));
    expect(trouble?.detail).toBe('app: ended with exit code 2 (panic: no way to postgres://app:…@db/orders)');
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

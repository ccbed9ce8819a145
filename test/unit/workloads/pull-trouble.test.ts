import { describe, expect, it } from 'vitest';
import { usualRestarts } from '../../../src/domain/target.ts';
import { isToCompare, podTrouble } from '../../../src/workloads/trouble/pod-trouble.ts';

const start = Date.parse('2026-11-21T10:00:00Z');
const options = (seconds: number, siblings: unknown[]) => ({
  now: start + seconds * 1000,
  graceMs: 60_000,
  containers: new Set(['app']),
  restarts: usualRestarts,
  siblings,
});

function pod(name: string, container: object) {
  return {
    metadata: { name, creationTimestamp: new Date(start).toISOString() },
    status: { phase: 'Pending', containerStatuses: [{ name: 'app', ready: false, restartCount: 0, ...container }] },
  };
}

const pulling = (reason: string) =>
  pod('checkout-candidate-j', {
    imageID: '',
    state: { waiting: { reason, message: 'unauthorized: authentication required' } },
  });
const running = pod('checkout-candidate-a', {
  imageID: 'registry.example/checkout@sha256:4be1',
  ready: true,
  state: { running: {} },
});
const starting = pod('checkout-candidate-b', { imageID: '', state: { waiting: { reason: 'ContainerCreating' } } });

describe.each(['ErrImagePull', 'ImagePullBackOff'])('one pod that is in %s', (reason) => {
  it('gets the grace where another of its version has the image: its node or the registry fails for now', () => {
    expect(podTrouble(pulling(reason), options(10, [starting, running]))).toBeNull();
    expect(podTrouble(pulling(reason), options(61, [starting, running]))).toMatchObject({ code: 'image-pull' });
  });

  it('is trouble at once where none has it', () => {
    expect(podTrouble(pulling(reason), options(1, [starting, pulling(reason)]))).toMatchObject({ code: 'image-pull' });
    expect(podTrouble(pulling(reason), options(1, []))).toMatchObject({ code: 'image-pull' });
  });

  it('is compared with the others before anything is said of it', () => {
    const found = [podTrouble(pulling(reason), options(1, []))].flatMap((trouble) => trouble ?? []);
    expect(found.map(isToCompare)).toEqual([true]);
  });
});

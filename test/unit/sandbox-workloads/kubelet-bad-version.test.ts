import { afterEach, describe, expect, it } from 'vitest';
import { given, newPod, stopKubelet } from './kubelet-world.ts';
import { scrapeInProcess, sumOf } from './support.ts';

afterEach(stopKubelet);

describe('a pod of a bad version', () => {
  it('keeps crashing: CrashLoopBackOff with a growing restart count and exit code 1', async () => {
    const world = given('crash-loop');
    world.node.present(newPod('a'));
    await world.until(() => (world.container('a')?.restartCount ?? 0) >= 3);
    await world.until(() => world.states('a').at(-1) === 'CrashLoopBackOff');
    expect(world.states('a').slice(0, 7)).toEqual([
      'ContainerCreating',
      'running',
      'Error',
      'running',
      'Error',
      'CrashLoopBackOff',
      'running',
    ]);
    expect(world.container('a')?.lastState.terminated).toMatchObject({ reason: 'Error', exitCode: 1 });
    const ready = world.history('a').map(({ containerStatuses }) => containerStatuses[0]?.ready ?? false);
    expect(new Set(ready)).toEqual(new Set([false]));
  });

  it('is never pulled: ErrImagePull and ImagePullBackOff in turns, without an address', async () => {
    const world = given('image-pull');
    world.node.present(newPod('a'));
    await world.until(() => world.states('a').length >= 5);
    expect(world.states('a').slice(0, 5)).toEqual([
      'ContainerCreating',
      'ErrImagePull',
      'ImagePullBackOff',
      'ErrImagePull',
      'ImagePullBackOff',
    ]);
    expect(world.history('a').length).toBeGreaterThan(0);
    for (const status of world.history('a')) {
      expect(status.phase).toBe('Pending');
      expect(status).not.toHaveProperty('podIP');
    }
  });

  it('that the registry does not have cannot be pulled either', async () => {
    const world = given('good');
    world.node.present(newPod('a', 'localhost:5000/shop/checkout:9.9.9'));
    world.node.present(newPod('b', 'localhost:5000/shop/nothing:1'));
    await world.until(() => ['a', 'b'].every((name) => world.states(name).includes('ImagePullBackOff')));
    expect(world.states('a')).not.toContain('running');
  });

  it('serves for a while, is killed for want of memory, and begins anew with counters at zero', async () => {
    const world = given('oom');
    const pod = newPod('a');
    world.node.present(pod);
    await world.until(() => world.container('a')?.ready === true);
    const first = world.node.find(pod)?.container;
    first?.serve('GET');
    await world.until(() => world.states('a').at(-1) === 'OOMKilled');
    expect(world.container('a')?.state['terminated']).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
    expect(world.node.find(pod)?.container).toBeUndefined();
    await world.until(() => world.container('a')?.restartCount === 1);
    const second = world.node.find(pod)?.container;
    expect(first).toBeDefined();
    expect(first && sumOf(scrapeInProcess(first), 'http_requests_total')).toBe(1);
    expect(second && sumOf(scrapeInProcess(second), 'http_requests_total')).toBe(0);
    expect(world.container('a')?.lastState.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('runs and never becomes ready', async () => {
    const world = given('not-ready');
    world.node.present(newPod('a'));
    await world.until(() => world.states('a').includes('running'));
    await world.clock.advance(60_000);
    expect(world.states('a')).toEqual(['ContainerCreating', 'running']);
    expect(world.history('a').at(-1)?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }),
    );
  });

  it('that starts slowly is ready only after its time', async () => {
    const world = given({ slowStart: 30_000 });
    world.node.present(newPod('a'));
    await world.until(() => world.states('a').includes('running'));
    await world.clock.advance(25_000);
    expect(world.container('a')?.ready).toBe(false);
    await world.clock.advance(6_000);
    expect(world.container('a')?.ready).toBe(true);
  });
});

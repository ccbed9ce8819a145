import { afterEach, describe, expect, it } from 'vitest';
import { given, newPod, stopKubelet } from './kubelet-world.ts';

afterEach(stopKubelet);

describe('a pod of a good version', () => {
  it('is bound, created, runs and becomes ready, with an address and the digest of its image', async () => {
    const world = given('good');
    world.node.present(newPod('a'));
    await world.until(() => world.container('a')?.ready === true);
    expect(world.calls.slice(0, 2)).toEqual(['bind a', 'announce a']);
    expect(world.states('a')).toEqual(['ContainerCreating', 'running', 'ready']);
    expect(world.history('a').map(({ phase }) => phase)).toEqual(['Pending', 'Running', 'Running']);
    expect(world.history('a').map(({ podIP }) => podIP)).toEqual([undefined, '10.244.0.1', '10.244.0.1']);
    const digest = world.images.digestOf('shop/checkout', '2');
    expect(world.container('a')?.imageID).toBe(`localhost:5000/shop/checkout@${digest}`);
    expect(world.node.resolvePodAddress('10.244.0.1')).toBe(world.addresses.get('a'));
    expect((await fetch(`http://${world.addresses.get('a')}/readyz`)).status).toBe(200);
  });

  it('is recognized when its image is pinned by digest', async () => {
    const world = given('good');
    const digest = world.images.digestOf('shop/checkout', '2');
    world.node.present(newPod('a', `localhost:5000/shop/checkout@${digest}`));
    world.node.present(newPod('b', `localhost:5000/shop/checkout:2@${digest}`));
    await world.until(() => world.container('a')?.ready === true && world.container('b')?.ready === true);
    expect(world.node.find(newPod('a'))?.version).toBe('2');
    expect(world.node.find(newPod('b'))?.version).toBe('2');
  });

  it('drains, disappears from the API and stops answering when it is deleted', async () => {
    const world = given('good');
    const pod = newPod('a');
    world.node.present(pod);
    await world.until(() => world.container('a')?.ready === true);
    const address = world.addresses.get('a');
    world.node.present({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-20T10:00:05Z' } });
    expect((await fetch(`http://${address}/readyz`)).status).toBe(503);
    await world.until(() => world.calls.includes('remove a'));
    world.node.absent(pod);
    await world.until(() => world.node.resolvePodAddress('10.244.0.1') === undefined);
    await expect(fetch(`http://${address}/healthz`)).rejects.toThrow();
    expect(world.errors).toEqual([]);
  });

  it('that somebody else deletes by force leaves nothing behind', async () => {
    const world = given('good');
    const pod = newPod('a');
    world.node.present(pod);
    await world.until(() => world.container('a')?.ready === true);
    world.gone.add('a');
    world.node.absent(pod);
    await world.until(() => world.node.resolvePodAddress('10.244.0.1') === undefined);
    expect(world.node.find(pod)).toBeUndefined();
    expect(world.errors).toEqual([]);
  });
});

describe('a change of character', () => {
  it('reaches pods that run', async () => {
    const world = given('good');
    world.node.present(newPod('a'));
    await world.until(() => world.container('a')?.ready === true);
    world.characters.set('checkout', '2', 'crash-loop');
    await world.until(() => world.states('a').at(-1) === 'CrashLoopBackOff');
    world.characters.set('checkout', '2', 'good');
    await world.until(() => world.container('a')?.ready === true);
    world.characters.set('checkout', '2', 'not-ready');
    await world.until(() => world.container('a')?.ready === false);
    expect(world.states('a').at(-1)).toBe('running');
  });

  it('is refused for what is no character and for what is no service', () => {
    const { characters } = given('good');
    expect(() => characters.set('checkout', '2', { errors: 4 })).toThrow();
    expect(() => characters.set('checkuot', '2', 'good')).toThrow('checkuot');
  });
});

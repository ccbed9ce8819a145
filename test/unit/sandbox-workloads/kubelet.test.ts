import { afterEach, describe, expect, it } from 'vitest';
import { createImages } from '../../../sandbox/registry/index.ts';
import { type Character, createCharacters } from '../../../sandbox/workloads/characters.ts';
import { KubeError } from '../../../sandbox/workloads/kube-client.ts';
import { createKubelet, isGone, type Kubelet } from '../../../sandbox/workloads/kubelet.ts';
import { defaultTiming } from '../../../sandbox/workloads/lifecycle.ts';
import type { Pod } from '../../../sandbox/workloads/objects.ts';
import type { PodApi } from '../../../sandbox/workloads/pod-api.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { repositoriesOf } from '../../../sandbox/workloads/world.ts';
import { podOf, scrapeInProcess, smallWorld, steppedClock, sumOf } from './support.ts';

interface SeenStatus {
  phase: string;
  podIP?: string;
  conditions: { type: string; status: string }[];
  containerStatuses: {
    ready: boolean;
    restartCount: number;
    imageID: string;
    state: Record<string, { reason?: string; exitCode?: number }>;
    lastState: { terminated?: { reason: string; exitCode: number } };
  }[];
}

/** The API as a notebook: what the kubelet asked of it, in order. */
function notebook() {
  const calls: string[] = [];
  const statuses = new Map<string, SeenStatus[]>();
  const addresses = new Map<string, string>();
  const gone = new Set<string>();
  function note(verb: string, pod: Pod): void {
    if (gone.has(pod.metadata.name)) throw new KubeError(verb, pod.metadata.name, 404, 'not found');
    calls.push(`${verb} ${pod.metadata.name}`);
  }
  const api: PodApi = {
    registerNode: async () => undefined,
    bind: async (pod) => note('bind', pod),
    announce: async (pod, address) => {
      note('announce', pod);
      addresses.set(pod.metadata.name, address);
    },
    writeStatus: async (pod, status) => {
      note('status', pod);
      const seen = status('10.0.0.1') as SeenStatus;
      statuses.set(pod.metadata.name, [...(statuses.get(pod.metadata.name) ?? []), seen]);
    },
    remove: async (pod) => note('remove', pod),
  };
  return { api, calls, statuses, addresses, gone };
}

let kubelet: Kubelet | undefined;
afterEach(async () => {
  await kubelet?.stop();
  kubelet = undefined;
});

function given(character: Character) {
  const world = smallWorld({ kind: 'service' }, 10);
  const clock = steppedClock();
  const api = notebook();
  const characters = createCharacters(world.services);
  const images = createImages(repositoriesOf(world));
  characters.set('checkout', '2', character);
  const errors: unknown[] = [];
  const node = createKubelet({
    api: api.api,
    world,
    images,
    characters,
    clock,
    timing: defaultTiming,
    random: createRandom(3),
    podNetwork: '10.244',
    onError: (error) => isGone(error) || errors.push(error),
  });
  kubelet = node;
  const history = (name: string) => api.statuses.get(name) ?? [];
  const main = (status: SeenStatus | undefined) => status?.containerStatuses[0];
  return {
    ...api,
    node,
    clock,
    characters,
    images,
    errors,
    history,
    container: (name: string) => main(history(name).at(-1)),
    /** The container's states in a row, by reason where there is one. */
    states: (name: string) =>
      history(name).map((status) => {
        const [kind = '', detail] = Object.entries(main(status)?.state ?? {})[0] ?? [];
        return detail?.reason ?? (main(status)?.ready ? 'ready' : kind);
      }),
    async until(holds: () => boolean) {
      for (let step = 0; step < 2000 && !holds(); step += 1) await clock.advance(50);
      expect(holds()).toBe(true);
    },
  };
}

const newPod = (name: string, image = 'localhost:5000/shop/checkout:2') =>
  podOf(name, { app: 'checkout' }, false, image);

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

  it('is recognised when its image is pinned by digest', async () => {
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

describe('a pod of a bad version', () => {
  it('crashes again and again: CrashLoopBackOff with a growing restart count and exit code 1', async () => {
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
    expect(world.history('a').some((status) => status.containerStatuses[0]?.ready)).toBe(false);
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
    expect(world.history('a').every(({ phase, podIP }) => phase === 'Pending' && podIP === undefined)).toBe(true);
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

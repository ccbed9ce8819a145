import { expect } from 'vitest';
import { createImages } from '../../../sandbox/registry/index.ts';
import { type Character, createCharacters } from '../../../sandbox/workloads/characters.ts';
import { KubeError } from '../../../sandbox/workloads/kube-client.ts';
import { createKubelet, isGone, type Kubelet } from '../../../sandbox/workloads/kubelet.ts';
import { defaultTiming } from '../../../sandbox/workloads/lifecycle.ts';
import type { Pod } from '../../../sandbox/workloads/objects.ts';
import type { PodApi } from '../../../sandbox/workloads/pod-api.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { repositoriesOf } from '../../../sandbox/workloads/world.ts';
import { podOf, smallWorld, steppedClock } from './support.ts';

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

/** Stops the kubelet of the last `given`, where there is one. */
export async function stopKubelet(): Promise<void> {
  await kubelet?.stop();
  kubelet = undefined;
}

/** A kubelet on a clock that stands still, with version 2 of checkout of this character. */
export function given(character: Character) {
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
    shareOf: () => 0,
    podNetwork: '10.244',
    podPort: undefined,
    onRequest: () => undefined,
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

/** A pod of checkout, of version 2 unless another image is named, of which the kubelet knows nothing yet. */
export const newPod = (name: string, image = 'localhost:5000/shop/checkout:2') =>
  podOf(name, { app: 'checkout' }, false, image);

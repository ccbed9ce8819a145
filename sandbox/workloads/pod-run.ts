import type { Container } from './container.ts';
import type { Pod } from './objects.ts';
import type { PodApi } from './pod-api.ts';
import { openPodServer } from './pod-server.ts';
import { createPodState, type PodState, type PodStateDeps } from './pod-state.ts';

export interface PodRunDeps extends PodStateDeps {
  api: PodApi;
  service: string;
  /** Where it listens; port 0 lets the system choose. */
  at: { host: string; port: number };
  /** Told once the pod's address (`host:port`) is known. */
  onListen: (address: string) => void;
  /** Told of each request of users that arrives. */
  onRequest: () => void;
}

export interface PodRun {
  readonly service: string;
  readonly version: string;
  /** What runs in the pod now; undefined before the start, between a crash and the restart, and in the end. */
  container(): Container | undefined;
  /** Look again at the version's character. */
  nudge(): void;
  /** The pod is to end in good order: it drains, then it is deleted from the API. */
  terminate(): void;
  /** The pod is no more, or the whole simulation ends: stop at once and leave the API alone. */
  kill(): void;
  /** Settles when nothing of the pod is left here. */
  done: Promise<void>;
}

/** How others steer a run, and how it waits. */
interface Reins {
  wish: 'live' | 'terminate' | 'kill';
  wake: AbortController;
}

/** Lives the life of one pod: writes what a kubelet would write, and answers real HTTP while it runs. */
export function runPod(pod: Pod, deps: PodRunDeps): PodRun {
  const state = createPodState(pod, deps);
  const reins: Reins = { wish: 'live', wake: new AbortController() };
  const steer = (wish: Reins['wish']) => {
    if (reins.wish !== 'kill') reins.wish = wish;
    reins.wake.abort();
  };
  return {
    service: deps.service,
    version: deps.pulled?.tag ?? '',
    container: state.container,
    nudge: () => steer(reins.wish),
    terminate: () => steer('terminate'),
    kill: () => steer('kill'),
    done: live(pod, deps, state, reins),
  };
}

async function live(pod: Pod, deps: PodRunDeps, state: PodState, reins: Reins): Promise<void> {
  const { api, clock, service } = deps;
  const server = await openPodServer({
    service,
    version: deps.pulled?.tag ?? '',
    pod: pod.metadata.name,
    container: state.container,
    ready: () => state.ready() && reins.wish === 'live',
    clock,
    at: deps.at,
    onRequest: deps.onRequest,
  });
  try {
    deps.onListen(server.address);
    await api.bind(pod);
    await api.announce(pod, server.address);
    await api.writeStatus(pod, state.status);
    while (reins.wish === 'live') {
      const next = state.next();
      if (!(await waited(next?.afterMs, deps, reins)) || next === undefined) continue;
      state.enter(next.to);
      await api.writeStatus(pod, state.status);
    }
    if (reins.wish === 'terminate') await waited(deps.random.between(...deps.timing.terminate), deps, reins);
    state.end();
    if (reins.wish === 'terminate') await api.remove(pod);
  } finally {
    state.end();
    await server.close();
  }
}

/** Waits for `ms` milliseconds, or for ever; false when somebody called before it was over. */
async function waited(ms: number | undefined, deps: PodRunDeps, reins: Reins): Promise<boolean> {
  reins.wake = new AbortController();
  const { signal } = reins.wake;
  if (ms === undefined) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    return false;
  }
  return deps.clock.sleep(ms, signal).then(
    () => true,
    () => false,
  );
}

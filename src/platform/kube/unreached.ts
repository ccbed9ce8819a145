import type { Clock } from '../clock.ts';
import type { Kube, WatchHandlers } from '../kube.ts';
import { report } from './watch-events.ts';

export interface UnreachedDeps {
  cluster: string;
  /** Tries to open it. Throws a `KubeError` for as long as it cannot be. */
  open: () => Kube;
  clock: Clock;
}

/** Between two tries of a watch to find the cluster (ms). */
const againMs = 30_000;

/**
 * A cluster that cannot be opened: each call tries again and throws why not, as calls to one that does not answer do. A
 * watch says that it is broken, and begins once the cluster is there.
 */
export function unreachedKube({ cluster, open, clock }: UnreachedDeps): Kube {
  return {
    cluster,
    get: async (...asked) => open().get(...asked),
    list: async (...asked) => open().list(...asked),
    listEvents: async (...asked) => open().listEvents(...asked),
    create: async (...asked) => open().create(...asked),
    replace: async (...asked) => open().replace(...asked),
    dryRun: async (...asked) => open().dryRun(...asked),
    remove: async (...asked) => open().remove(...asked),
    podGet: async (...asked) => open().podGet(...asked),
    podLog: async (...asked) => open().podLog(...asked),
    canI: async (...asked) => open().canI(...asked),
    watch(kind, namespace, labelSelector, handlers, signal) {
      const begin = () => open().watch(kind, namespace, labelSelector, handlers, signal);
      void beginLater(begin, handlers, clock, signal);
    },
  };
}

async function beginLater(begin: () => void, handlers: WatchHandlers, clock: Clock, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      return begin();
    } catch (error) {
      report({ handlers }, error);
    }
    await clock.sleep(againMs, signal).catch(() => undefined);
  }
}

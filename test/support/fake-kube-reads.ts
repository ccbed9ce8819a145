import { parseLabelSelector } from '../../sandbox/cluster/store/selectors.ts';
import { type Kube, KubeError } from '../../src/platform/kube.ts';
import type { Serve } from './fake-kube-faults.ts';
import { type FakeStore, kindKey, type Listener } from './fake-kube-store.ts';

/** Reads of what the store has. */
export function readers(store: FakeStore, serve: Serve): Pick<Kube, 'get' | 'list' | 'listEvents'> {
  return {
    get: (ref) => serve('get', ref, () => store.get(ref) ?? null),
    list: (kind, namespace, labelSelector) =>
      serve('list', kind, () => {
        const matches = selector(labelSelector);
        return store
          .all()
          .filter((object) => kindKey(object) === kindKey(kind) && object.metadata.namespace === namespace)
          .filter((object) => matches(object.metadata.labels ?? {}))
          .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      }),
    listEvents: ({ namespace, uid }) =>
      serve('listEvents', { apiVersion: 'v1', kind: 'Event' }, () =>
        store
          .all()
          .filter(({ kind, metadata }) => kind === 'Event' && metadata.namespace === namespace)
          .filter((event) => (event['involvedObject'] as { uid?: string } | undefined)?.uid === uid)
          .slice(0, 100),
      ),
  };
}

/** Watches: first what `list` gives, then what the listeners are told. */
export function watcher(list: Kube['list'], listeners: Listener[]): Kube['watch'] {
  return (kind, namespace, labelSelector, handlers, signal) => {
    const matches = selector(labelSelector);
    const known = new Set<string>();
    const listener: Listener = (object, how) => {
      if (kindKey(object) !== kindKey(kind) || object.metadata.namespace !== namespace) return;
      const { name, labels } = object.metadata;
      // An object whose labels no longer fit is gone for this watch.
      const there = how === 'changed' && matches(labels ?? {});
      if (!there && !known.delete(name)) return;
      if (there) known.add(name);
      queueMicrotask(() => {
        if (!signal.aborted) handlers[there ? 'changed' : 'removed'](object);
      });
    };
    list(kind, namespace, labelSelector)
      .then((objects) => {
        if (signal.aborted) return;
        for (const object of objects) known.add(object.metadata.name);
        listeners.push(listener);
        handlers.synced(objects);
      })
      .catch((error: Error) => handlers.broken(error));
  };
}

function selector(text: string | undefined): (labels: Record<string, string>) => boolean {
  try {
    return parseLabelSelector(text ?? '');
  } catch (error) {
    throw new KubeError('invalid', error instanceof Error ? error.message : String(error), 400);
  }
}

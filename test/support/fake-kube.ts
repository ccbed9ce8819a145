import { parseLabelSelector } from '../../sandbox/cluster/store/selectors.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import {
  type HttpAnswer,
  type KindRef,
  type Kube,
  KubeError,
  type KubeObject,
  type ObjectRef,
} from '../../src/platform/kube.ts';
import { createFaults, type FakeVerb, type Fault } from './fake-kube-faults.ts';
import { mergeApplied, mergePatch } from './fake-kube-merge.ts';
import {
  conflict,
  createFakeStore,
  type FakeStore,
  kindKey,
  type Listener,
  objectKey,
  refOf,
} from './fake-kube-store.ts';

export { refOf } from './fake-kube-store.ts';

/** A write as it was asked for; refused writes are not in the journal. */
export interface JournalEntry {
  verb: FakeVerb;
  ref: ObjectRef;
  body: KubeObject | JsonObject | null;
}

type PodAnswer = (namespace: string, pod: string, port: number, path: string) => HttpAnswer;
type Rule = (access: { verb: string; group: string; resource: string; namespace: string }) => boolean;
type Serve = ReturnType<typeof createFaults>['serve'];

export interface FakeKube extends Kube {
  /** Puts an object there as it is, status included, past journal and faults. */
  put(object: KubeObject): KubeObject;
  /** A copy of what is there now, past faults; throws where there is nothing. */
  see(ref: ObjectRef): KubeObject;
  /** A copy of all objects. */
  all(): KubeObject[];
  /** Takes an object away past journal and faults. */
  drop(ref: ObjectRef): void;
  readonly journal: JournalEntry[];
  /** The next matching call goes wrong. */
  fail(fault: Fault): void;
  /** Answers of the pods; by default 404. */
  onPodGet(answer: PodAnswer): void;
  /** What `canI` says; by default yes to all. */
  allow(rule: Rule): void;
  /** The cluster does not serve this kind. */
  forget(kind: KindRef): void;
  /** Runs after each change, e.g. a controller. */
  onChange(listener: Listener): void;
}

/** The port `Kube` in memory: versions, conflicts, patches, selectors and watches as the real one has them. */
export function createFakeKube(
  options: {
    cluster?: string;
    objects?: KubeObject[];
    /** Groups with version that the cluster does not serve. */
    unknown?: string[];
  } = {},
): FakeKube {
  const listeners: Listener[] = [];
  const journal: JournalEntry[] = [];
  const unknown = new Set<string>();
  const faults = createFaults();
  const store = createFakeStore(listeners);
  let podAnswer: PodAnswer = () => ({ status: 404, headers: {}, body: '' });
  let rule: Rule = () => true;
  const serve: Serve = (verb, ref, work) =>
    faults.serve(verb, ref, () => {
      if (!unknown.has(kindKey(ref)) && !options.unknown?.includes(ref.apiVersion)) return work();
      throw new KubeError('not-found', `the cluster does not know the kind ${ref.kind} of ${ref.apiVersion}`, 404);
    });
  const reading = readers(store, serve);
  const fake: FakeKube = {
    cluster: options.cluster ?? 'fake',
    journal,
    ...reading,
    ...writers(store, serve, journal),
    podGet: (namespace, pod, port, path) =>
      serve('podGet', { apiVersion: 'v1', kind: 'Pod', name: pod }, () => podAnswer(namespace, pod, port, path)),
    canI: async (access) => rule(access),
    watch: watcher(reading.list, listeners),
    put: (object) => store.save(object),
    see: (ref) => store.existing(ref),
    all: () => store.all(),
    drop: (ref) => store.erase(ref),
    fail: faults.add,
    onPodGet(answer) {
      podAnswer = answer;
    },
    allow(next) {
      rule = next;
    },
    forget: (kind) => void unknown.add(kindKey(kind)),
    onChange: (listener) => void listeners.push(listener),
  };
  for (const object of options.objects ?? []) store.save(object);
  return fake;
}

function readers(store: FakeStore, serve: Serve): Pick<Kube, 'get' | 'list'> {
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
  };
}

function writers(
  store: FakeStore,
  serve: Serve,
  journal: JournalEntry[],
): Pick<Kube, 'create' | 'replace' | 'apply' | 'mergePatch' | 'remove'> {
  const applied = new Map<string, KubeObject>();
  const note = (verb: FakeVerb, ref: ObjectRef, body: JournalEntry['body']) =>
    void journal.push({ verb, ref, body: structuredClone(body) });
  const by = (verb: FakeVerb, object: KubeObject, work: (ref: ObjectRef) => KubeObject) =>
    serve(verb, { ...object, name: object.metadata.name }, () => {
      const result = work(refOf(object));
      note(verb, refOf(object), object);
      return result;
    });
  return {
    create: (object) =>
      by('create', object, (ref) => {
        if (store.get(ref)) throw conflict(ref, 'it already exists');
        applied.delete(objectKey(ref));
        return store.write(object);
      }),
    replace: (object) =>
      by('replace', object, (ref) => {
        if (!object.metadata.resourceVersion) throw new KubeError('invalid', 'metadata.resourceVersion is missing');
        store.existing(ref);
        store.mustMatch(ref, object.metadata.resourceVersion);
        return store.write(object);
      }),
    apply: (object) =>
      by('apply', object, (ref) => {
        store.mustMatch(ref, object.metadata.resourceVersion);
        const live = store.get(ref) ?? null;
        const before = live && (applied.get(objectKey(ref)) ?? null);
        applied.set(objectKey(ref), structuredClone(object));
        return store.write(mergeApplied(live, before, object));
      }),
    mergePatch: (ref, patch) =>
      serve('mergePatch', ref, () => {
        const next = mergePatch(store.existing(ref), patch) as KubeObject;
        store.mustMatch(ref, next.metadata.resourceVersion);
        note('mergePatch', ref, patch);
        return store.write(next);
      }),
    remove: remover(store, serve, note),
  };
}

type NoteWrite = (verb: FakeVerb, ref: ObjectRef, body: JournalEntry['body']) => void;

function remover(store: FakeStore, serve: Serve, note: NoteWrite): Kube['remove'] {
  return (ref, options) =>
    serve('remove', ref, () => {
      const live = store.get(ref);
      if (!live) return false;
      if (options?.uid !== undefined && options.uid !== live.metadata.uid) {
        throw conflict(ref, 'the UID in the precondition does not match');
      }
      note('remove', ref, null);
      store.erase(ref);
      return true;
    });
}

function watcher(list: Kube['list'], listeners: Listener[]): Kube['watch'] {
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

import {
  type HttpAnswer,
  type KindRef,
  type Kube,
  KubeError,
  type KubeObject,
  type ObjectRef,
} from '../../src/platform/kube.ts';
import { createFaults, type Fault, type Serve } from './fake-kube-faults.ts';
import { readers, watcher } from './fake-kube-reads.ts';
import { createFakeStore, kindKey, type Listener } from './fake-kube-store.ts';
import { type JournalEntry, writers } from './fake-kube-writes.ts';

export { refOf } from './fake-kube-store.ts';

type PodLogAnswer = (namespace: string, pod: string, options: Parameters<Kube['podLog']>[2]) => string;
type PodAnswer = (namespace: string, pod: string, port: number, path: string) => HttpAnswer;
type Rule = (access: { verb: string; group: string; resource: string; namespace: string }) => boolean;

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
  /** What pods have printed; by default nothing. */
  onPodLog(answer: PodLogAnswer): void;
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
  let podLog: PodLogAnswer = () => '';
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
    podLog: (namespace, pod, options) =>
      serve('podLog', { apiVersion: 'v1', kind: 'Pod', name: pod }, () => podLog(namespace, pod, options)),
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
    onPodLog(answer) {
      podLog = answer;
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

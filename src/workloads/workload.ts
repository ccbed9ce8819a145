import type { Permission } from '../domain/permission.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KindRef, Kube, KubeObject } from '../platform/kube.ts';
import type { Selector } from './objects/selector.ts';
import type { PodTemplate } from './objects/template.ts';

/** A workload as it is now, whatever its kind. */
export interface Workload {
  /** As the API server sent it. */
  object: KubeObject;
  /** Pods that it wants. */
  replicas: number;
  /** Pods that are ready, of whichever template. */
  ready: number;
  /** The controller has seen its latest spec, and no pod of an earlier template is left. */
  rolled: boolean;
  /** All pods that it wants now run the present template and are ready. */
  settled: boolean;
  selector: Selector;
  /** Image references by container, as its template has them, init containers included. */
  images: ReadonlyMap<string, string>;
  /** Which of these are init containers. */
  initContainers: ReadonlySet<string>;
  /** When its present template was rolled out (ms since the epoch), as good a guess as Kubernetes offers. */
  rolledOutAt: number | null;
}

/** A pod that a workload controls. */
export interface OwnPod {
  pod: KubeObject;
  /** What the template of its revision says that it runs, or else the pod itself; null where neither has the container. */
  image: string | null;
  /** Takes requests: ready, and not on its way out. */
  ready: boolean;
  /** On its way out. */
  leaving: boolean;
}

/** The API server does not let a workload's controller make pods. */
export interface Refusal {
  /** In Kubernetes' words, shortened. */
  detail: string;
  /** No waiting changes it. */
  final: boolean;
  /** In ms since the epoch. */
  since: number;
  /** Some pods of the present template are there all the same. */
  some: boolean;
}

/** Whose pod it is, as the pod itself says. */
export interface PodOwner {
  /** Name of the workload. */
  workload: string;
  /** Tells the pods of one template from those of another. */
  revision: string;
}

/** How a candidate differs from the workload that it is a copy of. */
export interface Copy {
  name: string;
  namespace: string;
  /** On the object and its pods, and what selects them. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** On its pods only, over those of the template. */
  podLabels: Record<string, string>;
  replicas: number;
  /** Image references of the containers that get another. */
  images: ReadonlyMap<string, string>;
}

/** How a workload's controller goes about the pods of a new template. */
export interface Rollout {
  /** It makes none until somebody resumes it. */
  paused: boolean;
  /** All old pods go before the first new one comes: two must not run at once. */
  downFirst: boolean;
  /** Pods that it may have beyond those that it wants. */
  surge: number;
  /** Pods that may be missing of those that it wants. */
  unavailable: number;
  /** How long a pod must have been ready before the next one is replaced (ms). */
  minReadyMs: number;
  template: PodTemplate;
}

/** A field as `managedFields` names it, from the top. */
export type FieldPath = readonly string[];

/** All that Sluice must know of one kind of workload. Every function is pure but for those that are given a `Kube`. */
export interface WorkloadKind extends KindRef {
  /** As kubectl takes it: `deployment`. */
  readonly word: string;
  /** What a release does with it, and with what its controller makes. */
  readonly permissions: readonly Permission[];
  /** Fields of the user's object that a release writes. */
  readonly fields: { readonly replicas: FieldPath; image(workload: Workload, container: string): FieldPath };
  /** Throws a ZodError for what is not of this kind. */
  read(object: KubeObject): Workload;
  /** As `read`, but null where that throws. */
  readable(object: KubeObject): Workload | null;
  /** What its pods are found by, though all else of it cannot be read; null where it says none. */
  selector(object: KubeObject): Selector | null;
  /** How it brings in a new template; null where it cannot be read. */
  rollout(object: KubeObject): Rollout | null;
  withReplicas(object: KubeObject, replicas: number): KubeObject;
  /** @param images references by container; names that its template has not are passed over */
  withImages(object: KubeObject, images: ReadonlyMap<string, string>): KubeObject;
  /** A candidate: this workload with another name, image and size, told apart by its labels. */
  copy(object: KubeObject, as: Copy): KubeObject;
  /** Whether it runs these images, under whichever name, and selects by just these labels, as a copy would. */
  isCopy(object: KubeObject, as: Pick<Copy, 'labels' | 'images'>): boolean;
  /**
   * Why its controller has given up, or null.
   * @param since what was said before this time (ms since the epoch) does not count
   */
  trouble(object: KubeObject, since: number): Trouble | null;
  /** What keeps its controller from making pods, as it says now; null where nothing does. */
  refusal(object: KubeObject): Refusal | null;
  /** The pods that it controls and that have not ended: a selector finds other people's as well. */
  pods(kube: Kube, workload: Workload, container: string): Promise<OwnPod[]>;
  /** The workload of this kind that a pod says it belongs to; null where it is another's, or nobody's. Asks nobody. */
  ownerOf(pod: KubeObject): PodOwner | null;
  /** For each of its revisions, the images of its template by container; empty where the account may not list them. */
  revisionImages(kube: Kube, workload: Workload): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /**
   * Labels that only pods of its present revision carry: of several, the one with the most ready pods, the newest of
   * equals. Null where none has a ready pod.
   */
  revisionLabels(kube: Kube, workload: Workload): Promise<Record<string, string> | null>;
}

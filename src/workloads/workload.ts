import type { ConfigurationName } from '../domain/configuration.ts';
import type { Permission } from '../domain/permission.ts';
import type { Ability, Obstacle } from '../domain/preflight.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KindRef, Kube, KubeObject } from '../platform/kube.ts';
import type { ConfigurationUse } from './objects/configuration.ts';
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
  /** What the names of all pods of its revision begin with, and of no other; null where names do not tell. */
  prefix: string | null;
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
  /** Why it replaces no pod by itself, by its own settings; null where it does. */
  onDelete: Obstacle | null;
  /** Why some pods keep an old template, by its own settings; null where all get the new one. */
  held: Obstacle | null;
  template: PodTemplate;
}

/** How a copy of a workload is made, which runs beside it as the candidate. */
export interface Copying {
  /** A candidate: this workload with another name, image and size, told apart by its labels. */
  copy(object: KubeObject, as: Copy): KubeObject;
  /** Whether it runs these images, under whichever name, and selects by just these labels, as a copy would. */
  isCopy(object: KubeObject, as: Pick<Copy, 'labels' | 'images'>): boolean;
  /**
   * What its template says otherwise than when the copy was made, in words and without values; empty where nothing, or
   * where nobody can tell.
   */
  templateChanges(kube: Kube, workload: Workload): Promise<string[]>;
}

/** How a rollout is held at some of the pods. */
export interface Stages {
  /** Of the user's object: the field by which it is held. */
  readonly field: FieldPath;
  /** How many pods keep their old template, whatever is put into it: the count that `hold` takes. */
  held(object: KubeObject): number;
  /** @param pods so many pods keep their old template */
  hold(object: KubeObject, pods: number): KubeObject;
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
  readonly fields: {
    /** Nobody owns it where the kind has no such field. */
    readonly replicas: FieldPath;
    /** All that its pods are made of. */
    readonly template: FieldPath;
    image(workload: Workload, container: string): FieldPath;
    /** Where its template names ConfigMaps and Secrets. */
    configuration(object: KubeObject): FieldPath[];
  };
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
  /** ConfigMaps and Secrets that its template names. */
  configuration(object: KubeObject): ConfigurationUse[];
  /** @param rename the same name where it stays */
  withConfiguration(object: KubeObject, rename: (use: ConfigurationName) => string): KubeObject;
  /** What its earlier templates are kept in. */
  readonly history: { readonly kind: string; readonly resource: string };
  readonly copying: Ability<Copying>;
  /** Whether somebody else than its cluster says how many pods it has: `withReplicas` changes nothing where not. */
  readonly sizing: Ability;
  readonly stages: Ability<Stages>;
  /** A pod as its controller would make it of the present template, for a dry run. */
  podOf(object: KubeObject): KubeObject;
  /**
   * Why its controller has given up, or null.
   * @param since what was said before this time (ms since the epoch) does not count
   */
  trouble(object: KubeObject, since: number): Trouble | null;
  /**
   * Whether its controller, which has seen its present template, waits for a pod that is not ready before it replaces it: a
   * broken one then stays until somebody deletes it.
   */
  waitsForBroken(object: KubeObject): boolean;
  /** What keeps its controller from making pods, as it says now; null where nothing does. */
  refusal(object: KubeObject): Refusal | null;
  /** The pods that it controls and that have not ended: a selector finds other people's as well. */
  pods(kube: Kube, workload: Workload, container: string): Promise<OwnPod[]>;
  /** The workload of this kind that a pod says it belongs to; null where it is another's, or nobody's. Asks nobody. */
  ownerOf(pod: KubeObject): PodOwner | null;
  /** For each of its revisions, the images of its template by container; empty where the account may not list them. */
  revisionImages(kube: Kube, workload: Workload): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** ConfigMaps and Secrets that the templates of its revisions name. Throws a KubeError where these cannot be listed. */
  revisionConfiguration(kube: Kube, workload: Workload): Promise<ConfigurationUse[]>;
  /**
   * Labels that only pods of its present revision carry: of several, the one with the most ready pods, the newest of
   * equals. Null where none has a ready pod.
   */
  revisionLabels(kube: Kube, workload: Workload): Promise<Record<string, string> | null>;
}

import type { PreflightFinding } from '../domain/preflight.ts';
import type { Target } from '../domain/target.ts';
import type { RouterTraits } from '../providers/routers/kind.ts';
import type { Handling } from '../strategies/strategy.ts';
import type { Selector } from '../workloads/objects/selector.ts';
import type { Rollout } from '../workloads/workload.ts';
import type { Around, SourceName } from './sources.ts';

export type Labels = Readonly<Record<string, string>>;

/** The user's workload as it is now. */
export interface Stable {
  /** `Deployment checkout`. */
  title: string;
  replicas: number;
  /** What its tag or digest says that it runs. */
  version: string;
  /** Of the container that is released, as the template has it. */
  image: string;
  selector: Selector;
  rollout: Rollout;
  /** No pod of an earlier template is left. */
  rolled: boolean;
  /** Somebody has asked for its end. */
  leaving: boolean;
}

/** The Service in front of it. */
export interface Front {
  name: string;
  /** Empty where it chooses no pods by itself. */
  selector: Labels;
  /** Of its ports: names, or numbers, which every pod has. */
  targetPorts: readonly (string | number)[];
}

/** A label of the user's that is another one on the candidate's pods. */
export interface Apart {
  key: string;
  stable: string;
  candidate: string;
}

/** The copy that the strategy makes. */
export interface Candidate {
  name: string;
  service: string | null;
  /** The most pods that it has. */
  pods: number;
  /** Of its pods. */
  labels: Labels;
  /** Null where its pods carry all labels of stable's. */
  apart: Apart | null;
}

/** What a release is about to do, and with what; before anything else of the namespace is looked at. */
export interface Scene {
  target: Target;
  handling: Handling;
  /** The release itself holds the rollout at some of the pods. */
  staged: boolean;
  router: RouterTraits;
  /** What the router divides the traffic by: names of objects of the user's, such as `VirtualService checkout`. */
  routes: readonly string[];
  stable: Stable;
  front: Front | null;
  /** Null where the strategy makes none. */
  candidate: Candidate | null;
}

/** One thing that may speak against a release. Pure. */
export interface PreflightCheck {
  /** As its file is called. */
  name: string;
  /** What it must see of the namespace; nothing where it has nothing to say. */
  needs(scene: Scene): readonly SourceName[];
  /** @param around what of it could be read: what could not is told elsewhere, and is not there */
  look(scene: Scene, around: Around): PreflightFinding[];
}

/** For checks that look at nothing but the workload itself. */
export const nothingElse = (): readonly SourceName[] => [];

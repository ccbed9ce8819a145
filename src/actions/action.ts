import { z } from 'zod';
import type { FlagChange, FlagState } from '../domain/flag.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { HandCommand } from '../words/by-hand.ts';
import type { Words } from '../words/words.ts';

/** Of the plan that an action stands in, what its facets may know. */
export interface ActionContext {
  from: Version;
  to: Version;
  target: Target;
}

/** Steps of one group that follow each other are one line of the plan for people. */
export type Group = 'migrate' | 'prepare' | 'traffic' | 'update' | 'scale' | 'flag' | 'tidy';

/** What of a release may stand in a cluster after an action of it. */
export type Leftover = 'workload marks' | 'candidate' | 'candidate service' | 'routes' | 'migration jobs';

/** What is known once a step is done. */
export interface Told {
  /** How long it took, in words: "1 min 20 s". */
  took: string;
  /** What the step itself had to say: empty where nothing. */
  said: string;
  /** What was measured while it ran, as a sentence. */
  found(): Words;
  /** The new version gets a share that grows; else Kubernetes replaces the pods in one go. */
  inShares: boolean;
  /** The next step only watches, and will say how this one went. */
  watchedNext: boolean;
}

/** The candidate's share of the traffic, in percent (0 to 100), and from when on it counts as having it. */
export interface Share {
  percent: number;
  counts: 'when-tried' | 'when-done';
}

/** What an action makes of the user's own workload. */
export interface WorkloadChange {
  /** Null where the image stays. */
  image: string | null;
  replicas: number;
}

/** What an action makes of a feature flag. */
export interface FlagMove {
  flag: string;
  /** Percent (0 to 100) of those whom no rule singles out; null where no single figure says it. */
  share: number | null;
  /** The same before it, by the plan; null where nothing says it. */
  was: number | null;
  /** What is made of it; null where it is put back as it was. */
  change: FlagChange | null;
  /** The whole state, where it is put back. */
  back: FlagState | null;
}

/** All that Sluice knows of one kind of action, but for how it is done: `src/steps` knows that. */
export interface Facets<A> {
  /** What it does, for people: "traffic 25 %". */
  describe(action: A, context: ActionContext): Words;
  /** What it does on the way back, when the main pods are those of the version before. */
  describeUndo(action: A, context: ActionContext): Words;
  /** @param before the group of the step before; null for the first step */
  group(before: Group | null): Group;
  /** Of several actions told in one line, the one of the highest rank is named. */
  rank: number;
  /** What the thread says when the step is done; null where it is silent. */
  note(action: A, context: ActionContext, told: Told): Words | null;
  /** What the thread says when this action of the way back is done. @param when "after 0.8 s" */
  undoNote?(action: A, context: ActionContext, when: string): Words;
  /** How a person does it without Sluice on the way back; null where there is no command for it. */
  byHand(action: A, context: ActionContext): HandCommand | null;
  /** A rough guess of how long it takes, in ms. */
  estimateMs(action: A): number;
  /** Absent where it changes nothing about the traffic. */
  share?(action: A): Share;
  /** Present where it only watches: for how long, in ms. */
  watchMs?(action: A): number;
  /** Present where it writes the user's own workload. */
  workload?(action: A): WorkloadChange;
  /** Present where it changes a feature flag, which is no object of the cluster. */
  flag?(action: A): FlagMove;
  /** It only makes ready what the next step needs: what comes next, for people, is that step. */
  forNext?: true;
  /** There is nothing for it to do here, so that people need not hear of it. */
  idle?(action: A, context: ActionContext): boolean;
  /** Part of the tidying at the end: going back for its sake would do more harm than trying again. */
  tidies: boolean;
  /** What a release that is lost right after it leaves in the cluster. */
  leaves: readonly Leftover[];
  /** What it is there to put back or take away. */
  takesBack?: readonly Leftover[];
}

type ActionSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** One kind of action: its schema, and all that follows from it. */
export type ActionModule<S extends ActionSchema> = Facets<z.infer<S>> & { schema: S };

export function defineAction<S extends ActionSchema>(schema: S, facets: Facets<z.infer<S>>): ActionModule<S> {
  return { schema, ...facets };
}

export const count = z.number().int().nonnegative();
export const percent = z.number().min(0).max(100);

/** A guess of how long a pod takes to come up, in ms. */
export const podMs = 6000;

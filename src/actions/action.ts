import { z } from 'zod';
import type { ConfigurationMove, ConfigurationSource } from '../domain/configuration.ts';
import type { FlagChange, FlagState } from '../domain/flag.ts';
import type { Goal } from '../domain/goal.ts';
import type { Route } from '../domain/route.ts';
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
export type Group =
  | 'configure'
  | 'migrate'
  | 'prepare'
  | 'copies'
  | 'marked'
  | 'ask'
  | 'traffic'
  | 'update'
  | 'partitions'
  | 'scale'
  | 'flag'
  | 'contract'
  | 'release'
  | 'rest'
  | 'tidy';

/** What of a release may stand in a cluster after an action of it. */
export type Leftover =
  | 'workload marks'
  | 'candidate'
  | 'candidate service'
  | 'routes'
  | 'migration jobs'
  | 'smoke job'
  | 'copied ConfigMaps'
  | 'copied Secrets';

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

/** What the candidate gets of the requests, and from when on it counts as having it. */
export interface Share {
  route: Route;
  counts: 'when-tried' | 'when-done';
  /** What it takes away were only copies: the users have been on stable all along. */
  ofCopies?: true;
  /** As many pods as the plan gives the candidate for it; absent where it gives none. */
  pods?: number;
}

/** What an action makes of the user's own workload. */
export interface WorkloadChange {
  /** Null where the image stays. */
  image: string | null;
  replicas: number;
  /** Of these, how many get the image; absent where all do. */
  pods?: number;
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

/** What two versions are compared by, and when that is over. */
export interface Comparison {
  goal: Goal;
  /** `result`: as soon as there is one, and at the latest when the time is over. */
  until: 'result' | 'duration';
}

/** Where a release of a train is, and what it brings in. */
export interface ReleasePlace {
  service: string;
  environment: string;
  version: string;
  /** It asks for no approval of its own where a place of its environment was approved before in this train. */
  approvedBefore?: boolean | undefined;
}

/** All that Sluice knows of one kind of action, but for how it is done: `src/steps` knows that. */
export interface Facets<A> {
  /** What it does, for people: "traffic 25 %". */
  describe(action: A, context: ActionContext): Words;
  /** What it does on the way back, when the main pods are those of the version before. */
  describeUndo(action: A, context: ActionContext): Words;
  /** The same in few words, for a line that says already what it is about: "back up". Absent where there are none. */
  brief?(action: A): string;
  /** @param before the group of the step before; null for the first step */
  group(before: Group | null): Group;
  /** Of several actions told in one line, the one of the highest rank is named. */
  rank: number;
  /** What the thread says when the step is done; null where it is silent. */
  note(action: A, context: ActionContext, told: Told): Words | null;
  /**
   * What the thread says when this action of the way back is done; null where it is silent. @param when "after 0.8 s"
   * @param said what the action itself had to say
   */
  undoNote?(action: A, context: ActionContext, when: string, said: string): Words | null;
  /** What people should know before they have it done on the way back, as a sentence; absent where that is nothing. */
  warning?(action: A, context: ActionContext): Words;
  /** It changes nothing, and only looks. */
  looksOnly?: true;
  /** How a person does it without Sluice on the way back; null where there is no command for it. */
  byHand(action: A, context: ActionContext): HandCommand | null;
  /** A rough guess of how long it takes, in ms. */
  estimateMs(action: A): number;
  /** Absent where it changes nothing about where requests go. */
  share?(action: A): Share;
  /** Present where it watches, and may be an A/B test: who or what decides then; undefined where it is none. */
  decides?(action: A): AfterWatch | undefined;
  /** Present where it watches, and may compare the two versions by a goal meanwhile. */
  compares?(action: A): Comparison | undefined;
  /** Present where it only watches: for how long, in ms. */
  watchMs?(action: A): number;
  /** It watches, and has something to do all along. */
  worksMeanwhile?: true;
  /** The candidate is tried, or looked at, before it gets a share: it must be what was approved, whatever its route. */
  triesCandidate?: true;
  /** Present where it only watches, and may do so for a feature flag: which one; undefined where it is for the traffic. */
  watchedFlag?(action: A): string | undefined;
  /** Present where it waits, with the version in, before the contract of a migration: for how long, in ms. */
  soakMs?(action: A): number;
  /** Present where it only lets time pass: for how long, in ms. */
  restMs?(action: A): number;
  /** Present where it starts releases: where and of what, in this order. */
  starts?(action: A): readonly ReleasePlace[];
  /** What it waits for is a release, which has deadlines and alerts of its own. */
  waitsForReleases?: true;
  /** What the thread says when the step begins; absent where it is silent. */
  begins?(action: A, context: ActionContext): Words;
  /** How many pods of the candidate there are once it is done; absent where it leaves them. */
  candidatePods?(action: A): number;
  /** Present where it writes the user's own workload. */
  workload?(action: A): WorkloadChange;
  /** Present where it holds the rollout at some pods: how many were held before the release. */
  heldBefore?(action: A): number;
  /** Present where it may change which ConfigMaps and Secrets a pod template names. */
  configuration?(action: A): readonly ConfigurationMove[];
  /** Present where it copies ConfigMaps and Secrets, with their content as the plan saw it. */
  copies?(action: A): readonly ConfigurationSource[];
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

/** `ask`: a person says whether it goes on. `a`: the release goes back, by its plan. `b`: it goes on, as after any watch. */
export const afterWatch = z.enum(['ask', 'a', 'b']);
export type AfterWatch = z.infer<typeof afterWatch>;

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

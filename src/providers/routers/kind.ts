import type { z } from 'zod';
import type { ObjectRef } from '../../domain/object-ref.ts';
import type { Able } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import type { ProviderKind, SettingsSchema } from '../kind.ts';

/** How exactly a router can divide the traffic: any share, that of the pods, or only none and all of it. */
export type Precision = 'exact' | 'pods' | 'whole';

/** What it can apply, anywhere; a cluster may know less of it. To give the candidate nothing, every router can. */
export interface RouterTraits extends Able {
  precision: Precision;
  /** Whether the candidate's pods must (`pods`) or must not (`whole`, two hosts) be behind the user's own Service. */
  candidateBehindService: boolean;
  /** What on the user's Service says how requests for its name go: the candidate's Service, called by another, has it too. */
  serviceMarks?: { labels: readonly string[]; annotations: readonly string[] };
}

/** How a person takes the traffic back without Sluice. */
export interface TakenBackByHand {
  /** Arguments of `kubectl` after the namespace, not quoted. */
  kubectl: readonly string[];
  /** What to do in the editor that it opens, where it opens one. */
  hint: string | null;
}

/** A field of an object in a cluster, from the top as `managedFields` names it: `['f:spec', 'f:http']`. */
export interface WrittenField {
  ref: ObjectRef;
  field: readonly string[];
}

export interface RouterKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** What of the user's own objects it writes while a release runs. */
  writes(config: z.output<S>, target: Target): WrittenField[];
  traits(config: z.output<S>): RouterTraits;
  /** Whether the cluster has anything that divides the traffic of this target, so that it can be wrong. */
  isRouted(config: z.output<S>, target: Target): boolean;
  /** Null where the traffic leaves the candidate with its pods. */
  byHand(config: z.output<S>, stable: { version: string }, target: Target): TakenBackByHand | null;
}

import type { z } from 'zod';
import type { ObjectRef } from '../../domain/object-ref.ts';
import type { RouteKind } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import type { ProviderKind, SettingsSchema } from '../kind.ts';

/** How exactly a router can divide the traffic. */
export type Precision = 'exact' | 'pods';

export interface RouterTraits {
  precision: Precision;
  /** Whether the candidate's pods must (`pods`) or must not (`exact`, two hosts) be behind the user's own Service. */
  candidateBehindService: boolean;
  /** What it can apply. To give the candidate nothing, every router can. */
  routes: readonly RouteKind[];
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
  byHand(config: z.output<S>, stable: { version: string }): TakenBackByHand | null;
}

import type { z } from 'zod';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Permission } from '../domain/permission.ts';
import type { RouteKind } from '../domain/route.ts';
import type { Query, Target } from '../domain/target.ts';

/** Settings of a provider as its own schema has made them. */
export interface Settings {
  kind: string;
}

/** Settings as they are written: an object that says its kind, and nothing that the kind does not know. */
export type SettingsSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** From where a cluster is looked at. */
export interface Standpoint {
  /** Whether pod IPs of the cluster can be dialled. */
  podNetwork: boolean;
}

/** What is needed always, or under some settings: so that the rules for all settings can be listed too. */
export interface Need<C extends Settings> extends Permission {
  when?(config: C, from: Standpoint): boolean;
}

/** All that is known of one kind of provider but how it does its work. Pure. */
export interface ProviderKind<S extends SettingsSchema = SettingsSchema> {
  schema: S;
  /** Beyond what every release needs for its workload. */
  permissions: readonly Need<z.output<S>>[];
  /** The objects of a cluster that it may mark: where recovery looks for what a release has left. */
  objects(config: z.output<S>, target: Target): ObjectRef[];
}

/** How exactly a router can divide the traffic. */
export type Precision = 'exact' | 'pods';

export interface RouterTraits {
  precision: Precision;
  /** Whether the candidate's pods must (`pods`) or must not (`exact`, two hosts) be behind the user's own Service. */
  candidateBehindService: boolean;
  /** What it can apply. To give the candidate nothing, every router can. */
  routes: readonly RouteKind[];
}

/** How a person takes the traffic back without Sluice. */
export interface TakenBackByHand {
  /** Arguments of `kubectl` after the namespace, not quoted. */
  kubectl: readonly string[];
  /** What to do in the editor that it opens, where it opens one. */
  hint: string | null;
}

export interface RouterKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  traits(config: z.output<S>): RouterTraits;
  /** Whether the cluster has anything that divides the traffic of this target, so that it can be wrong. */
  isRouted(config: z.output<S>, target: Target): boolean;
  /** Null where the traffic leaves the candidate with its pods. */
  byHand(config: z.output<S>, stable: { version: string }): TakenBackByHand | null;
}

export interface MetricKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** How often (ms) it is asked when the catalogue says nothing; null: as often as sources usually are. */
  usualIntervalMs: number | null;
  /** What it is asked and answers under these settings; where that is nothing, the pods' own state is all that is watched. */
  answers(config: z.output<S>): readonly Query[];
  /** What may help when it has no figures, beside correcting the catalogue. */
  remedy: string | null;
}

export interface ImageKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** What is done instead of asking anybody for versions; null where somebody is asked. */
  insteadOfAsking: string | null;
}

export type IncidentKind<S extends SettingsSchema = SettingsSchema> = ProviderKind<S>;

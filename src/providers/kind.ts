import type { z } from 'zod';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Permission } from '../domain/permission.ts';
import type { Target } from '../domain/target.ts';

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

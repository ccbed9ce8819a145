import { z } from 'zod';

/** ConfigMaps and Secrets of a service that are copied for each release. */
export const configurationSchema = z.object({
  /** `all`: whatever the pod template names; else those of these names, and none where the list is empty. */
  versioned: z.union([z.literal('all'), z.array(z.string())]),
  /** Secrets too. */
  secrets: z.boolean(),
});
export type Configuration = z.infer<typeof configurationSchema>;

export const configurationKinds = ['ConfigMap', 'Secret'] as const;
export type ConfigurationKind = (typeof configurationKinds)[number];

/** What a pod template names. */
export interface ConfigurationName {
  kind: ConfigurationKind;
  name: string;
}

/** Which object the pod template names before and after an action. */
export const configurationMoveSchema = z.object({
  kind: z.enum(configurationKinds),
  /** The user's own object. */
  source: z.string(),
  /** Null: the copy that this release makes of the source. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type ConfigurationMove = z.infer<typeof configurationMoveSchema>;

/** How much of an object's content is different from what the running pods were given. Values are never kept. */
export const configurationChangesSchema = z.object({
  keys: z.number().int().nonnegative(),
  /** Some of the keys, of a ConfigMap only. */
  named: z.array(z.string()),
});
export type ConfigurationChanges = z.infer<typeof configurationChangesSchema>;

/** An object that a release copies. */
export const configurationSourceSchema = z.object({
  kind: z.enum(configurationKinds),
  source: z.string(),
  /** A keyed digest of the content that was planned. */
  fingerprint: z.string(),
  /** Null where nobody can tell: what runs names the object itself. */
  changes: configurationChangesSchema.nullable(),
});
export type ConfigurationSource = z.infer<typeof configurationSourceSchema>;

/** Room for the release in the name of a copy, which is as long as any object's name may be. */
export const longestSource = 240;

/** The name of a release's copy of an object. */
export function copyName(source: string, release: string): string {
  return `${source}-${release}`;
}

/** A move whose names are known. */
export interface NamedMove {
  kind: ConfigurationKind;
  source: string;
  from: string;
  to: string;
}

export function namedMove({ kind, source, from, to }: ConfigurationMove, release: string): NamedMove {
  const copy = copyName(source, release);
  return { kind, source, from: from ?? copy, to: to ?? copy };
}

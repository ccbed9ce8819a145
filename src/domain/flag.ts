import { z } from 'zod';
import { canonicalJson, jsonSchema } from './json.ts';

const percent = z.number().min(0).max(100);

/** One of the values that a flag can give, and the percentage (0 to 100) of those asked who get it. */
const variantSchema = z.object({ name: z.string(), percent });
export type FlagVariant = z.infer<typeof variantSchema>;

/** Who changed a flag last, as its service says it; null for what it does not tell. `at` in ms since epoch. */
const lastChangeSchema = z.object({ by: z.string().nullable(), at: z.number().nullable() });
export type LastChange = z.infer<typeof lastChangeSchema>;

/**
 * Somebody else who decides on a flag: it moves by itself, or a change needs somebody's consent. `words` go on from the
 * flag's name: `is moved by the release plan 'Standard'`.
 */
const masterSchema = z.object({
  kind: z.enum(['release-plan', 'guarded-rollout', 'change-request', 'other']),
  words: z.string(),
});
export type FlagMaster = z.infer<typeof masterSchema>;

/**
 * A flag in one environment of its service: all that decides who gets it, so that it can be put back exactly. Kept in logs:
 * new members are optional.
 */
export const flagStateSchema = z.object({
  flag: z.string(),
  /** `absent`: the service has no such flag; then it is off and has no rules. */
  stands: z.enum(['present', 'archived', 'absent']),
  /** Whether the environment's switch is on. */
  enabled: z.boolean(),
  /** Of those whom no segment and no other rule singles out, how many get it while it is on (0 to 100); null where the rules do not say it in one figure. */
  percentage: percent.nullable(),
  /** Segments whose members all get it while it is on. */
  segments: z.array(z.string()),
  /** Empty where everybody who gets it gets the same. */
  variants: z.array(variantSchema),
  /** The rules in the service's own words. Only the provider reads them. */
  rules: jsonSchema,
  /** Another whenever the state is another. Says nothing of which is later. */
  version: z.string(),
  /** Null where the service does not tell. */
  changed: lastChangeSchema.nullable(),
  master: masterSchema.nullable(),
  /** What a person may want to know before it moves; each goes on from the flag's name: `is marked as stale`. */
  remarks: z.array(z.string()).optional(),
});
export type FlagState = z.infer<typeof flagStateSchema>;

/**
 * What is to become of a flag. `kill`: off for everybody at once, with its rules left alone. `set`: what is named, the rest
 * stays as it is.
 */
export const flagChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kill') }),
  z.object({
    kind: z.literal('set'),
    enabled: z.boolean().optional(),
    /** 0 to 100, of those whom no segment and no other rule singles out. */
    percentage: z.number().optional(),
    /** All the segments whose members get it, by name: another that got it does not any longer. */
    segments: z.array(z.string()).optional(),
    /** The percentages of all variants; they add up to 100. */
    variants: z.array(z.object({ name: z.string(), percent: z.number() })).optional(),
    /** A flag that is not there is made, off in every environment. */
    create: z.boolean().optional(),
  }),
]);
export type FlagChange = z.infer<typeof flagChangeSchema>;

/**
 * The percentage (0 to 100) of all others who get a flag now: 0 while it is off.
 * @returns null where no single figure says it
 */
export function shareOn({ stands, enabled, percentage }: FlagState): number | null {
  return stands === 'present' && enabled ? percentage : 0;
}

/** Whether a flag looks as it would once this change has been made of it: a change whose answer nobody has seen. */
export function isChangedTo(before: FlagState, change: FlagChange, now: FlagState): boolean {
  if (now.stands !== 'present') return false;
  const wanted =
    change.kind === 'kill'
      ? { ...before, enabled: false }
      : {
          ...before,
          enabled: change.enabled ?? before.enabled,
          percentage: change.percentage ?? before.percentage,
          segments: change.segments ?? before.segments,
          variants: change.variants ?? before.variants,
        };
  return (['enabled', 'percentage', 'segments', 'variants'] as const).every(
    (member) => canonicalJson(wanted[member]) === canonicalJson(now[member]),
  );
}

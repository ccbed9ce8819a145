import { z } from 'zod';
import { jsonSchema } from '../../../domain/json.ts';

/** `size` in percent, whole; all of a rule add up to 100. */
const bucket = z.object({ treatment: z.string(), size: z.number() });

const matcher = z
  .object({ type: z.string(), string: z.string().nullish(), negate: z.boolean().nullish() })
  .catchall(jsonSchema);

const rule = z.object({
  buckets: z.array(bucket),
  condition: z.object({ combiner: z.string().default('AND'), matchers: z.array(matcher) }),
});

const treatment = z.object({ name: z.string() }).catchall(jsonSchema);

/** What a flag is in one environment. */
const definition = {
  treatments: z.array(treatment),
  defaultTreatment: z.string(),
  /** Of all, the percentage that rules are applied to; the others get the default treatment. */
  trafficAllocation: z.number(),
  rules: z.array(rule),
  defaultRule: z.array(bucket),
};

export const definitionSchema = z.object({
  ...definition,
  trafficAllocation: definition.trafficAllocation.default(100),
  rules: definition.rules.default([]),
  baselineTreatment: z.string().nullish(),
  killed: z.boolean().default(false),
  /** Milliseconds since epoch. */
  lastUpdateTime: z.number().nullish(),
});

export const environmentsSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    changePermissions: z.object({ areApprovalsRequired: z.boolean().nullish() }).nullish(),
  }),
);

export const namesSchema = z.object({ objects: z.array(z.object({ name: z.string() })) });

export const flagSchema = z.object({ name: z.string(), status: z.string().nullish() });

export const messageSchema = z.object({ message: z.string() });

export const treatmentSchema = z.object({ treatment: z.string(), config: z.unknown().optional() });

/** No definition: the flag is there, and has no definition in the environment. */
export const rulesSchema = z.object({
  stands: z.enum(['present', 'archived', 'absent']),
  enabled: z.boolean(),
  definition: z.object({ ...definition, baselineTreatment: z.string().nullish() }).nullable(),
});
/** All that Split knows of who gets a flag in one environment. */
export type SplitRules = z.infer<typeof rulesSchema>;
export type Definition = NonNullable<SplitRules['definition']>;
export type Rule = Definition['rules'][number];

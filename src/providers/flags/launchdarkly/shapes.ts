import { z } from 'zod';
import { jsonSchema } from '../../../domain/json.ts';

/** `weight` in thousandths of a percent; all of a rollout add up to 100,000. */
const weighted = z.object({ variation: z.number(), weight: z.number() }).catchall(jsonSchema);

/** What a rule serves: one variation by its place, or several by weight. */
const served = {
  variation: z.number().optional(),
  rollout: z
    .object({
      variations: z.array(weighted),
      bucketBy: z.string().optional(),
      contextKind: z.string().optional(),
      experimentAllocation: z.object({ type: z.string().optional() }).catchall(jsonSchema).optional(),
    })
    .catchall(jsonSchema)
    .optional(),
};

const clause = z
  .object({ op: z.string(), values: z.array(jsonSchema), negate: z.boolean().default(false) })
  .catchall(jsonSchema);

const rule = z.object({
  ...served,
  clauses: z.array(clause),
  description: z.string().default(''),
  ref: z.string().optional(),
  trackEvents: z.boolean().optional(),
});

const fallthrough = z.object(served);

/** Empty where there is none, whether the service leaves it out or says null. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const environment = z.object({
  on: z.boolean(),
  rules: listOf(rule),
  fallthrough: fallthrough.default({}),
  offVariation: z.number().optional(),
  targets: listOf(jsonSchema),
  contextTargets: listOf(jsonSchema),
  prerequisites: listOf(jsonSchema),
  /** Milliseconds since epoch. */
  lastModified: z.number().optional(),
});

const variation = z.object({ _id: z.string(), value: jsonSchema, name: z.string().optional() });

export const flagSchema = z.object({
  key: z.string(),
  archived: z.boolean().default(false),
  deprecated: z.boolean().default(false),
  variations: z.array(variation),
  environments: z.record(z.string(), environment),
});

export const environmentSchema = z.object({
  key: z.string(),
  /** There where the plan has approvals. With tags, they are required only for flags that carry one of them. */
  approvalSettings: z
    .object({ required: z.boolean(), requiredApprovalTags: z.array(z.string()).default([]) })
    .nullish(),
});

export const keysSchema = z.object({
  items: z.array(z.object({ key: z.string() })),
  totalCount: z.number().optional(),
});

export const messageSchema = z.object({ message: z.string() });

export const auditSchema = z.object({
  items: z.array(
    z.object({
      date: z.number().optional(),
      member: z.object({ email: z.string().optional() }).optional(),
      token: z.object({ name: z.string().optional() }).optional(),
      app: z.object({ name: z.string().optional() }).optional(),
    }),
  ),
});

export const evaluationsSchema = z.object({
  items: z.array(z.object({ key: z.string(), _value: jsonSchema, reason: z.object({ kind: z.string() }).optional() })),
});

/** All that LaunchDarkly knows of who gets a flag in one environment. */
export const rulesSchema = environment.omit({ on: true, lastModified: true }).extend({
  stands: z.enum(['present', 'archived', 'absent']),
  enabled: z.boolean(),
  variations: z.array(variation),
});
export type LaunchDarklyRules = z.infer<typeof rulesSchema>;
export type Rule = z.infer<typeof rule>;
export type Served = z.infer<typeof fallthrough>;

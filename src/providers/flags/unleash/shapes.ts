import { z } from 'zod';
import { jsonSchema } from '../../../domain/json.ts';

/** `weight` in thousandths. */
const variant = z.object({ name: z.string(), weight: z.number() }).catchall(jsonSchema);

/** A strategy as the Admin API tells and takes it. */
export const strategySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? null),
  disabled: z
    .boolean()
    .nullish()
    .transform((disabled) => disabled ?? false),
  parameters: z
    .record(z.string(), z.string())
    .nullish()
    .transform((parameters) => parameters ?? {}),
  constraints: z
    .array(jsonSchema)
    .nullish()
    .transform((constraints) => constraints ?? []),
  segments: z
    .array(z.number())
    .nullish()
    .transform((segments) => segments ?? []),
  variants: z
    .array(variant)
    .nullish()
    .transform((variants) => variants ?? []),
  sortOrder: z
    .number()
    .nullish()
    .transform((order) => order ?? 0),
  /** Of a release plan. */
  milestoneId: z
    .string()
    .nullish()
    .transform((milestone) => milestone ?? null),
});

export const featureSchema = z.object({
  name: z.string(),
  archived: z.boolean().optional(),
  environments: z.array(z.object({ name: z.string(), enabled: z.boolean() })),
});
export type Feature = z.infer<typeof featureSchema>;

export const segmentsSchema = z.object({ segments: z.array(z.object({ id: z.number(), name: z.string() })) });

export const eventsSchema = z.object({
  events: z.array(
    z.object({ createdBy: z.string().nullish(), createdAt: z.string().nullish(), environment: z.string().nullish() }),
  ),
});

export const messageSchema = z.object({ message: z.string(), permissions: z.array(z.string()).optional() });

/** `null` as its id: one that is still to be made. */
export const rulesSchema = z.object({
  stands: z.enum(['present', 'archived', 'absent']),
  enabled: z.boolean(),
  strategies: z.array(strategySchema.extend({ id: z.string().nullable() })),
});
/** All that Unleash knows of who gets a flag in one environment. */
export type UnleashRules = z.infer<typeof rulesSchema>;
export type Strategy = UnleashRules['strategies'][number];

export const overviewSchema = z.object({ environments: z.array(z.object({ environment: z.string() })) });

export const namesSchema = z.object({ features: z.array(z.object({ name: z.string() })) });

export const lifecycleSchema = z.array(z.object({ stage: z.string() }));

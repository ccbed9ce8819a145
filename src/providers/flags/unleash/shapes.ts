import { z } from 'zod';
import { jsonSchema } from '../../../domain/json.ts';

/** `weight` in thousandths. */
const variant = z.object({ name: z.string(), weight: z.number() }).catchall(jsonSchema);

/** Imports and other clients leave numbers where the server itself writes text. */
function textsIn(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(parameters).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}

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
    .record(z.string(), z.unknown())
    .nullish()
    .transform((parameters) => textsIn(parameters ?? {})),
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

/** Only the Enterprise edition has them. One that has not been started has no active milestone, and no strategies yet. */
const releasePlansSchema = z.array(z.object({ name: z.string(), activeMilestoneId: z.string().nullish() }));
export type ReleasePlan = z.infer<typeof releasePlansSchema>[number];

export const featureSchema = z.object({
  name: z.string(),
  archived: z.boolean().optional(),
  stale: z.boolean().nullish(),
  environments: z.array(
    z.object({ name: z.string(), enabled: z.boolean(), releasePlans: releasePlansSchema.nullish() }),
  ),
});
const parentSchema = z.object({
  feature: z.string(),
  enabled: z.boolean().default(true),
  variants: z.array(z.string()).nullish(),
});
export const parentsSchema = z.object({ dependencies: z.array(parentSchema).nullish() });
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

/** Only the Enterprise edition has change requests: others answer with a 404. */
export const changeRequestsSchema = z.array(z.object({ environment: z.string(), changeRequestEnabled: z.boolean() }));

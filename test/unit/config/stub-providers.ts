import { z } from 'zod';
import type { ProviderSchemas } from '../../../src/config/schema.ts';
import { imageSchema } from '../../../src/providers/images/index.ts';

/** Small schemas in place of the real providers', one of them not strict, so that these tests stand by themselves. */
export const stubProviders: ProviderSchemas = {
  routers: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('replicas') }),
    z.strictObject({
      kind: z.literal('istio'),
      virtualService: z.string(),
      mode: z.enum(['hosts', 'subsets']).default('hosts'),
    }),
  ]),
  metrics: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('scrape'),
      path: z.string().default('/metrics'),
      requests: z.object({ metric: z.string() }).optional(),
    }),
    z.object({ kind: z.literal('none') }),
  ]),
  images: imageSchema,
  incidents: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('webhook'), url: z.string().meta({ description: 'Gets the alerts.' }) }),
    z.strictObject({ kind: z.literal('none') }),
  ]),
  usualIntervalMs: ({ kind }) => (kind === 'scrape' ? 2000 : 10_000),
};

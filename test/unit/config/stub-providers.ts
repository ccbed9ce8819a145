import { z } from 'zod';
import type { ProviderSchemas } from '../../../src/config/schema.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { families } from '../../../src/providers/index.ts';

const routers = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replicas') }),
  z.strictObject({
    kind: z.literal('istio'),
    virtualService: z.string(),
    mode: z.enum(['hosts', 'subsets']).default('hosts'),
  }),
]);

const metrics = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scrape'),
    path: z.string().default('/metrics'),
    requests: z.strictObject({ metric: z.string() }).optional(),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);

/** Small schemas in place of the real ones of two families, so that these tests stand by themselves. */
export const stubProviders: ProviderSchemas = {
  ...families,
  traffic: { member: 'router', schema: routers, usual: { kind: 'replicas' }, description: 'What divides the traffic.' },
  metrics: {
    member: 'metrics',
    schema: metrics,
    usual: { kind: 'scrape' },
    description: 'Where the figures come from.',
    answers: ({ kind }: ProviderConfig) => (kind === 'scrape' ? ['requests', 'durations'] : []),
    usualIntervalMs: ({ kind }: ProviderConfig) => (kind === 'scrape' ? 2000 : 10_000),
    usualIntervals: 'now and then',
  },
};

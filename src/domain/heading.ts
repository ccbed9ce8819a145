import { z } from 'zod';
import { personSchema } from './request.ts';
import { providerConfigSchema } from './target.ts';

/**
 * What a release is about, read as leniently as can be: also where the rest of its log is damaged, or its plan is of
 * a kind that only a newer version knows.
 */
const headingSchema = z
  .object({
    number: z.number(),
    request: z.object({ by: personSchema, service: z.string(), environment: z.string(), version: z.string() }),
    plan: z.object({
      from: z.object({ version: z.string() }).catch({ version: '?' }),
      target: z.object({
        channel: z.string(),
        namespace: z.string(),
        workload: z.object({ name: z.string(), kind: z.string().optional().catch(undefined) }),
        mention: z.array(z.string()).catch([]),
        incidents: providerConfigSchema.optional().catch(undefined),
      }),
    }),
  })
  .transform(({ number, request, plan: { from, target } }) => ({
    number,
    ...request,
    from: from.version,
    channel: target.channel,
    namespace: target.namespace,
    workload: target.workload,
    mention: target.mention,
    incidents: target.incidents,
  }));
export type Heading = z.infer<typeof headingSchema>;

/** @param raw the first entry of a log, parsed; null where it says too little */
export function headingOf(raw: unknown): Heading | null {
  return headingSchema.safeParse(raw).data ?? null;
}

import { z } from 'zod';
import { personSchema } from './request.ts';

/**
 * What a release is about, read as leniently as can be: also where the rest of its log is damaged, or its plan is of
 * a kind that only a newer version knows.
 */
const headingSchema = z
  .object({
    number: z.number(),
    request: z.object({ by: personSchema, service: z.string(), environment: z.string(), version: z.string() }),
    plan: z.object({
      target: z.object({
        channel: z.string(),
        namespace: z.string(),
        workload: z.object({ name: z.string() }),
        mention: z.array(z.string()).catch([]),
      }),
    }),
  })
  .transform(({ number, request, plan: { target } }) => ({
    number,
    ...request,
    channel: target.channel,
    namespace: target.namespace,
    workload: target.workload.name,
    mention: target.mention,
  }));
export type Heading = z.infer<typeof headingSchema>;

/** @param raw the first entry of a log, parsed; null where it says too little */
export function headingOf(raw: unknown): Heading | null {
  return headingSchema.safeParse(raw).data ?? null;
}

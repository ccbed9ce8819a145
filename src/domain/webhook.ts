import { z } from 'zod';

/** A variable of Sluice's environment, and what stands before its value. */
const headerSchema = z.object({ env: z.string(), prefix: z.string() });

/** What another service is asked to do over HTTP. */
export const hookSchema = z.object({
  webhook: z.object({
    url: z.string(),
    headers: z.record(z.string(), headerSchema),
    /** The variable with the key that the request is signed by; null: it is not. */
    secret: z.string().nullable(),
    /** For each request. */
    timeoutMs: z.number().int().positive(),
  }),
  /** What is not complete so long (ms) after it was first asked for has failed. */
  deadlineMs: z.number().int().positive(),
});
export type Hook = z.infer<typeof hookSchema>;
export type Webhook = Hook['webhook'];

/** What a release has other services do: back a database up, put that back, test the new version. */
export const hookUses = ['backup', 'undo', 'smoke'] as const;
export type HookUse = (typeof hookUses)[number];

export const hookStates = ['pending', 'complete', 'failed'] as const;

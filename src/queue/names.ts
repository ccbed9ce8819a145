import { z } from 'zod';

/** The queues, by what their jobs do. */
export const queues = {
  /** One job per live release: runs its plan. */
  releases: 'releases',
  /** One job per release with news: brings Slack up to date. */
  slack: 'slack',
  /** What people asked by slash command or form and has not been answered yet. */
  asks: 'asks',
  /** Scheduled looks for what was forgotten. */
  upkeep: 'upkeep',
} as const;

/** Which of the jobs that can run now is run first; BullMQ takes 0 before all that have a number. */
export const priorities = {
  /** Taking traffic away from a bad version, and telling people of it. */
  first: 0,
  usual: 10,
} as const;

export const releaseJobSchema = z.object({ id: z.string() });
export type ReleaseJob = z.infer<typeof releaseJobSchema>;

/** A request as it was asked for, with the way to answer the person. */
export const askJobSchema = z.object({
  kind: z.enum(['deploy', 'plan', 'rollback']),
  by: z.object({ id: z.string(), name: z.string() }),
  service: z.string(),
  version: z.string(),
  environment: z.string().nullable(),
  strategy: z.string().nullable(),
  reason: z.string().nullable(),
  key: z.string(),
  /** When it was asked, in ms since the epoch; asks of older versions do not say. */
  at: z.number().optional(),
  channel: z.string().nullable(),
  /** Slack's response_url of the command; null where the answer goes to the channel as an ephemeral message. */
  responseUrl: z.string().nullable(),
});
export type AskJob = z.infer<typeof askJobSchema>;

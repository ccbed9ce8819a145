import { z } from 'zod';

/** The queues, by what their jobs do. */
export const queues = {
  /** One job per live release: runs its plan. */
  releases: 'releases',
  /** One job per release with news: brings Slack up to date. */
  slack: 'slack',
  /** What people asked by slash command or form and has not been answered yet. Named as in 0.1: jobs outlive an upgrade. */
  requests: 'asks',
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

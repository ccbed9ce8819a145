import { z } from 'zod';

const terminatedSchema = z.object({
  exitCode: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});
const waitingSchema = z.object({ reason: z.string().optional(), message: z.string().optional() });
const runningSchema = z.object({ startedAt: z.string().optional() });

const containerSchema = z.object({
  name: z.string().default(''),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: z
    .object({
      waiting: waitingSchema.optional(),
      running: runningSchema.optional(),
      terminated: terminatedSchema.optional(),
    })
    .default({}),
  lastState: z.object({ terminated: terminatedSchema.optional() }).default({}),
});
/** One container's status. */
export type Container = z.infer<typeof containerSchema>;

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullish(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** What classifying needs of a pod; everything else is passed over. */
export const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
  }),
  status: z
    .object({
      startTime: z.string().nullish(),
      conditions: z.array(conditionSchema).default([]),
      containerStatuses: z.array(containerSchema).default([]),
      initContainerStatuses: z.array(containerSchema).default([]),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof podSchema>;

/** What classifying needs of a Deployment. */
export const deploymentSchema = z.object({
  metadata: z.object({ name: z.string(), generation: z.number().default(0) }),
  status: z.object({ observedGeneration: z.number().default(0), conditions: z.array(conditionSchema).default([]) }),
});

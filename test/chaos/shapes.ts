import { z } from 'zod';

const person = z.looseObject({ id: z.string() });
const index = z.number().int().nonnegative();
const base = { at: z.number() };

/** What the checker reads of a plan. */
const plan = z.looseObject({
  replicas: z.number(),
  train: z.looseObject({}).optional(),
  flag: z.looseObject({}).optional(),
  to: z.looseObject({ image: z.string(), version: z.string() }),
  target: z.looseObject({
    approval: z.looseObject({
      required: z.number(),
      selfApproval: z.boolean(),
      groups: z.array(z.string()),
      users: z.array(z.string()),
    }),
  }),
  steps: z.array(
    z.looseObject({
      action: z.looseObject({ kind: z.string(), percent: z.number().optional(), replicas: z.number().optional() }),
    }),
  ),
});

/** Entries of a log as the checker reads them: shapes of its own, so that a fault in the product's is seen. */
export const entrySchema = z.discriminatedUnion('type', [
  z.looseObject({
    ...base,
    type: z.literal('requested'),
    id: z.string(),
    digest: z.string(),
    request: z.looseObject({ service: z.string(), environment: z.string(), by: person }),
    plan,
  }),
  z.looseObject({ ...base, type: z.literal('planned'), digest: z.string(), plan }),
  z.looseObject({ ...base, type: z.literal('approved'), by: person, digest: z.string() }),
  z.looseObject({ ...base, type: z.literal('step.started'), index }),
  z.looseObject({ ...base, type: z.literal('step.done'), index }),
  z.looseObject({ ...base, type: z.literal('undo.done'), index }),
  z.looseObject({ ...base, type: z.literal('measured'), verdict: z.looseObject({ kind: z.string() }) }),
  z.looseObject({ ...base, type: z.literal('hold.closed'), answer: z.string() }),
  z.looseObject({ ...base, type: z.literal('finished'), outcome: z.string() }),
  z.looseObject({ ...base, type: z.literal('undo.deferred'), index }),
  plain('queued'),
  plain('plan.retrying'),
  plain('superseded'),
  plain('child.changed'),
  plain('write.reverted'),
  plain('pods.lacking'),
  plain('marks.ignored'),
  plain('flag.changed'),
  plain('promoted'),
  plain('rollback.started'),
  plain('approval.reminded'),
  plain('started'),
  plain('gates.checked'),
  plain('step.retrying'),
  plain('trouble.seen'),
  plain('evidence.read'),
  plain('paused'),
  plain('resumed'),
  plain('abort.asked'),
  plain('hold.opened'),
  plain('undo.retrying'),
  plain('acknowledged'),
]);
export type Plan = z.infer<typeof plan>;
export type Entry = z.infer<typeof entrySchema>;
export type EntryOf<T extends Entry['type']> = Extract<Entry, { type: T }>;

function plain<T extends string>(type: T) {
  return z.looseObject({ ...base, type: z.literal(type) });
}

import { z } from 'zod';
import { besidePlan } from './beside-plan.ts';
import { causeSchema } from './cause.ts';
import { dryRunSchema } from './dry-run.ts';
import { podEvidenceSchema } from './evidence.ts';
import { flagStateSchema } from './flag.ts';
import { gateMoments, gateResultSchema } from './gate.ts';
import { goalCountedSchema } from './goal.ts';
import { actionSchema, planSchema } from './plan.ts';
import { holdCodes, outcomes } from './reasons.ts';
import { personSchema, requestSchema } from './request.ts';
import { ignoredMarksSchema, revertedSchema } from './reverted.ts';
import { childSchema } from './train.ts';
import { sampleSchema, troubleSchema, verdictSchema } from './verdict.ts';
import { hookStates, hookUses } from './webhook.ts';

/** Milliseconds since the epoch, by the clock of whoever appended the event. */
const at = z.number();
const index = z.number().int().nonnegative();
const by = personSchema;
/** What the person said of it, if anything; not in older logs. */
const reason = z.string().nullable().optional();

/** What was found at the end of a release whose version stays, where it is not as the release has left it. */
const endSchema = z.object({
  /** The image reference that runs in place of its version; null where the workload is gone, or runs no such container. */
  runs: z.string().nullable().optional(),
  /** Why nobody could tell whether its flags are as it has left them, as a clause. */
  unseen: z.string().optional(),
});
export type FoundAtEnd = z.infer<typeof endSchema>;

/** The release that another waits for. */
const otherSchema = z.object({ number: z.number().int().positive(), version: z.string() });
export type OtherRelease = z.infer<typeof otherSchema>;

/** The log of a release. Only ever add members: recorded logs must fold for ever. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('requested'),
    at,
    id: z.string(),
    number: z.number().int().positive(),
    request: requestSchema,
    plan: planSchema,
    /** SHA-256 of the plan's canonical JSON, hex. */
    digest: z.string(),
    gates: z.array(gateResultSchema),
    ...besidePlan,
  }),
  /** Another release has its place: what it was asked with is only a forecast, and its plan is made once that is over. */
  z.object({ type: z.literal('queued'), at, behind: otherSchema, expiresAt: z.number() }),
  /** Its turn has come, and its plan cannot be made for now. Written once per new error. */
  z.object({ type: z.literal('plan.retrying'), at, error: z.string() }),
  /** Its turn has come: the plan that people decide on. */
  z.object({
    type: z.literal('planned'),
    at,
    plan: planSchema,
    digest: z.string(),
    gates: z.array(gateResultSchema),
    ...besidePlan,
  }),
  /** Another release takes its place, in the queue or in the environment: the number and version of that one. */
  z.object({ type: z.literal('superseded'), at, by, version: z.string(), number: z.number().int().positive() }),
  z.object({ type: z.literal('approved'), at, by, digest: z.string() }),
  z.object({ type: z.literal('approval.reminded'), at }),
  /** What is looked at before anybody may approve cannot be seen for now. Written once per new error. */
  z.object({ type: z.literal('ahead.retrying'), at, error: z.string() }),
  /** What was seen before anybody may approve. */
  z.object({ type: z.literal('ahead.read'), at, found: dryRunSchema }),
  /** What the gates answered when they were asked again; `index` is the step that the release was at. */
  z.object({
    type: z.literal('gates.checked'),
    at,
    when: z.enum(gateMoments),
    index,
    answers: z.array(gateResultSchema),
  }),
  z.object({ type: z.literal('started'), at }),
  z.object({ type: z.literal('step.started'), at, index }),
  /** The step cannot go on for now; it is tried again. Written once per new error, not per attempt. */
  z.object({
    type: z.literal('step.retrying'),
    at,
    index,
    error: z.string(),
    /** The cluster does not let Sluice do it: that is borne for a moment only. */
    refused: z.boolean().optional(),
  }),
  /** `flag`: how it has left a feature flag. */
  z.object({ type: z.literal('step.done'), at, index, note: z.string(), flag: flagStateSchema.optional() }),
  z.object({
    type: z.literal('measured'),
    at,
    sample: sampleSchema.nullable(),
    verdict: verdictSchema,
    /** What was measured before cannot be relied on. */
    voids: z.literal(true).optional(),
    /** What an A/B test compares; absent where nothing is compared. */
    goal: goalCountedSchema.optional(),
  }),
  z.object({ type: z.literal('trouble.seen'), at, trouble: troubleSchema }),
  z.object({ type: z.literal('paused'), at, by, reason }),
  z.object({ type: z.literal('resumed'), at, by, reason }),
  /** Skip what is left of the baking and promote now. */
  z.object({ type: z.literal('promoted'), at, by, reason }),
  z.object({ type: z.literal('abort.asked'), at, by, reason: z.string().nullable() }),
  z.object({ type: z.literal('hold.opened'), at, code: z.enum(holdCodes), detail: z.string(), expiresAt: z.number() }),
  /** `wait` asks again later, `go-on` takes the step as good, `resolved` is the release's own: evidence came. */
  z.object({
    type: z.literal('hold.closed'),
    at,
    by: personSchema.nullable(),
    answer: z.enum(['wait', 'go-on', 'resolved']),
    reason,
  }),
  z.object({ type: z.literal('rollback.started'), at, cause: causeSchema, undo: z.array(actionSchema) }),
  /** Read once, before the pod goes. */
  z.object({ type: z.literal('evidence.read'), at, evidence: podEvidenceSchema }),
  z.object({ type: z.literal('undo.done'), at, index, note: z.string(), flag: flagStateSchema.optional() }),
  z.object({ type: z.literal('undo.retrying'), at, index, error: z.string() }),
  /** It cannot be done for now, and no other has to wait for it: it comes once the others are done. */
  z.object({ type: z.literal('undo.deferred'), at, index, error: z.string() }),
  /** Somebody else has changed a feature flag that the release moves: as it was found. */
  z.object({ type: z.literal('flag.changed'), at, index, found: flagStateSchema }),
  /** Marks on objects that Sluice has not made there, and has written over: the first of each object. */
  z.object({ type: z.literal('marks.ignored'), at, marks: ignoredMarksSchema }),
  /**
   * Somebody else has undone what the release wrote, while it mattered; it is written again. `lostMs`: for how long at most
   * it may not have held, which a bake does not count.
   */
  z.object({ type: z.literal('write.reverted'), at, index, reverted: revertedSchema, lostMs: z.number() }),
  /**
   * Why the new version has fewer pods than it was given, in words, from the cluster; null once it has them again. `idle`:
   * whether it is to have none, since somebody has scaled to 0 the workload that has taken it; absent where that has not
   * changed.
   */
  z.object({ type: z.literal('pods.lacking'), at, detail: z.string().nullable(), idle: z.boolean().optional() }),
  /** A Job of the release is there and is about to run: from now on, nobody can say that it has not. */
  z.object({ type: z.literal('job.begun'), at, job: z.string(), uid: z.string() }),
  /** A Job of the release has ended; told once for each. */
  z.object({
    type: z.literal('job.ended'),
    at,
    /** Its name, and its uid in the cluster. */
    job: z.string(),
    uid: z.string(),
    succeeded: z.boolean(),
    /** The last lines of its log, with secrets masked. */
    log: z.array(z.string()),
  }),
  /** A webhook is about to be called: from now on, nobody can say that it was not. */
  z.object({ type: z.literal('webhook.asked'), at, phase: z.enum(hookUses) }),
  /** What it has answered: told when that changes. */
  z.object({
    type: z.literal('webhook.answered'),
    at,
    phase: z.enum(hookUses),
    state: z.enum(hookStates),
    /** By which the service knows what it makes: text of any kind. */
    id: z.string().nullable(),
    /** Where the service tells how far it is. */
    statusUrl: z.string().nullable(),
    /** When, by the service's clock, what it holds was so (ms since the epoch). */
    createdAt: z.number().nullable(),
    /** Why it has failed, in the service's words; null otherwise. */
    detail: z.string().nullable(),
  }),
  /** A release of a train has begun, or stands otherwise than before. */
  z.object({ type: z.literal('child.changed'), at, child: childSchema }),
  /** A person has seen that a rollback is stuck and looks after it. */
  z.object({ type: z.literal('acknowledged'), at, by }),
  z.object({
    type: z.literal('finished'),
    at,
    outcome: z.enum(outcomes),
    by: personSchema.nullable(),
    reason: z.string().nullable(),
    ...endSchema.shape,
  }),
]);
export type ReleaseEvent = z.infer<typeof eventSchema>;
export type EventOf<T extends ReleaseEvent['type']> = Extract<ReleaseEvent, { type: T }>;

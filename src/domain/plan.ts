import { z } from 'zod';
import { strategyKinds } from '../strategies/index.ts';
import { targetSchema } from './target.ts';

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);

/** What one step does to the world. Each action is idempotent: it makes the world as described. */
export const actionSchema = z.discriminatedUnion('kind', [
  /** Teach the router about the candidate, with no traffic for it yet. */
  z.object({ kind: z.literal('route.prepare') }),
  /** Put the routing objects back exactly as they were. */
  z.object({ kind: z.literal('route.clean') }),
  z.object({ kind: z.literal('candidate.start'), replicas: count }),
  z.object({ kind: z.literal('candidate.scale'), replicas: count }),
  z.object({ kind: z.literal('candidate.remove') }),
  /** Percent of the traffic for the candidate, once the candidate has `replicas` ready to take it. */
  z.object({ kind: z.literal('traffic.shift'), percent, replicas: count }),
  /** All traffic to stable, once stable has `replicas` ready to take it. */
  z.object({ kind: z.literal('traffic.restore'), replicas: count }),
  /** Hold the present state for `forMs` and want evidence that it is healthy. */
  z.object({ kind: z.literal('bake'), percent, forMs: count }),
  /** Stable takes the image and is rolled by Kubernetes to the end; `replicas` is the least it must then have ready. */
  z.object({ kind: z.literal('workload.update'), image: z.string(), replicas: count }),
  z.object({ kind: z.literal('workload.scale'), replicas: count }),
  /** Look that no object, weight or label of this release is left. */
  z.object({ kind: z.literal('verify.clean') }),
]);
export type Action = z.infer<typeof actionSchema>;
export type ActionKind = Action['kind'];

export const stepSchema = z.object({
  action: actionSchema,
  /** What takes it back, in this order; empty only where the action changes nothing. */
  undo: z.array(actionSchema),
  /** The step fails when it is not done this long after it began. */
  deadlineMs: count,
  /** Metrics are judged while this step runs. */
  watched: z.boolean(),
});
export type Step = z.infer<typeof stepSchema>;

const versionSchema = z.object({
  /** As people say it: the tag, or a short digest. */
  version: z.string(),
  /** The reference in the pod template, e.g. registry/app:2.4.1@sha256:…. */
  image: z.string(),
  /** Commit from the image's labels. */
  commit: z.string().optional(),
});
export type Version = z.infer<typeof versionSchema>;

export const planSchema = z.object({
  format: z.literal(1),
  strategy: z.enum(strategyKinds.map(({ kind }) => kind)),
  target: targetSchema,
  from: versionSchema,
  to: versionSchema,
  /** Replicas of stable when the plan was made. */
  replicas: count,
  /** When the version that is running now was rolled out (ms since epoch), where known. */
  runningSince: z.number().nullable(),
  steps: z.array(stepSchema).min(1),
  /** Sum of the bake times plus a guess for the rest. */
  estimateMs: count,
  /** What a person should know before deciding, e.g. that weights are only approximate. */
  notes: z.array(z.string()),
});
export type Plan = z.infer<typeof planSchema>;

/** Whether the new version gets a share that grows step by step; else Kubernetes replaces the pods in one go. */
export function growsInShares({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ action }) => action.kind === 'traffic.shift');
}

/**
 * The actions that take back the first `started` steps, the latest first, each action once: where several steps have the
 * same undo, it waits for the earliest of them. So traffic leaves the candidate before the candidate goes.
 */
export function undoOf(plan: Plan, started: number): Action[] {
  const all = plan.steps
    .slice(0, started)
    .reverse()
    .flatMap((step) => step.undo)
    .map((action) => ({ action, key: JSON.stringify(action) }));
  return all
    .filter(({ key }, index) => !all.slice(index + 1).some((later) => later.key === key))
    .map(({ action }) => action);
}

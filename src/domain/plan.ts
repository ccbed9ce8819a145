import { z } from 'zod';
import { flagMove, routeTo, setsImage, soakMs, takesRouteBack } from '../actions/facets.ts';
import { type Action, actions } from '../actions/index.ts';
import { strategyKinds } from '../strategies/index.ts';
import { flagAlone, flagSubjectSchema } from './flag-wish.ts';
import { rollbackSchema } from './rollback.ts';
import { targetSchema } from './target.ts';
import { trainKind, trainSubjectSchema } from './train.ts';
import { versionSchema } from './version.ts';

const count = z.number().int().nonnegative();
const schemas = Object.values(actions).map(({ schema }) => schema);
type Schema = (typeof schemas)[number];

/** An action of any kind, as the record lists them. */
export const actionSchema = z.discriminatedUnion('kind', schemas as [Schema, ...Schema[]]);

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

/** Of plans that are made now. 2: the target lists its signals. */
export const planFormat = 2;

export const planSchema = z.object({
  format: z.literal([1, planFormat]),
  strategy: z.enum([...strategyKinds.map(({ kind }) => kind), flagAlone, trainKind]),
  target: targetSchema,
  /** What is before and after it, as people call them. Of a flag by itself both have the image that runs, and keep it. */
  from: versionSchema,
  to: versionSchema,
  /** That an older version comes back by it; absent where a new one comes in. */
  rollback: rollbackSchema.optional(),
  /** The flag that it is about; absent where it brings in a version. */
  flag: flagSubjectSchema.optional(),
  /** What it is about where its steps are releases; the target is then that of the last of them. */
  train: trainSubjectSchema.optional(),
  /** Replicas of stable when the plan was made. */
  replicas: count,
  /** When the version that is running now was rolled out (ms since epoch), where known. */
  runningSince: z.number().nullable(),
  /** What is done before anybody may approve: it changes nothing, and shows them what they approve. */
  ahead: z.object({ action: actionSchema, deadlineMs: count }).optional(),
  steps: z.array(stepSchema).min(1),
  /**
   * Once the steps before this one are done, the version stays: what fails then takes back only the steps from here on.
   * Absent where everything is taken back to the end.
   */
  staysFrom: count.optional(),
  /** Sum of the bake times plus a guess for the rest. */
  estimateMs: count,
  /** What a person should know before deciding, e.g. that weights are only approximate. */
  notes: z.array(z.string()),
  /** How many of the notes, the first ones, are to be weighed before deciding; plans of before do not tell. */
  warnings: count.optional(),
});
export type Plan = z.infer<typeof planSchema>;

/** Whether the new version runs beside the old one and gets requests step by step; else Kubernetes replaces the pods in one go. */
export function runsBeside({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ action }) => routeTo(action) !== null);
}

/** Whether the new version runs at its end; else it is only looked at, and goes again. */
export function bringsIn({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ action }) => setsImage(action));
}

/** A version is only looked at, and goes again: neither it nor a flag is to stay, nor what the releases of a train bring in. */
export function onlyTries({ flag, train, steps }: Pick<Plan, 'flag' | 'train' | 'steps'>): boolean {
  return flag === undefined && train === undefined && !bringsIn({ steps });
}

/** Whether the version stays whatever comes: all that brings it in is done. @param done how many steps are */
export function versionStays({ staysFrom }: Pick<Plan, 'staysFrom'>, done: number): boolean {
  return staysFrom !== undefined && done >= staysFrom;
}

/** The step with which the wait for the contract begins; null where there is none. */
export function contractFrom({ steps }: Pick<Plan, 'steps'>): number | null {
  const at = steps.findIndex(({ action }) => soakMs(action) !== null);
  return at < 0 ? null : at;
}

/** For how long (ms) it only waits for the contract. */
export function soakOf({ steps }: Pick<Plan, 'steps'>): number {
  return steps.reduce((sum, { action }) => sum + (soakMs(action) ?? 0), 0);
}

/**
 * The actions that take back the first `started` steps, the latest first, each action once: where several steps have the
 * same undo, it waits for the earliest of them. So traffic leaves the candidate before the candidate goes. Where the version
 * stays, only what came after it is taken back.
 * @param done how many of them are done: all, or all but the last
 */
export function undoOf(plan: Plan, started: number, done = started): Action[] {
  const contract = contractFrom(plan);
  // What the features are at is nothing to a contract that fails.
  if (contract !== null && done > contract) return takenBack(plan.steps.slice(contract, started));
  return takenBack(plan.steps.slice(versionStays(plan, done) ? plan.staysFrom : 0, started));
}

/** The actions that take back the whole plan, for when nobody can tell how far it was. */
export function undoAll({ steps }: Pick<Plan, 'steps'>): Action[] {
  return takenBack(steps);
}

/** The actions that take back a contract, and nothing of what came in before it. */
export function undoContract(plan: Pick<Plan, 'steps'>): Action[] {
  return takenBack(plan.steps.slice(contractFrom(plan) ?? plan.steps.length));
}

/** All that comes before the wait for the contract is done. @param done how many steps are */
export function atContract(plan: Pick<Plan, 'steps'>, done: number): boolean {
  const contract = contractFrom(plan);
  return contract !== null && done >= contract;
}

function takenBack(steps: readonly Step[]): Action[] {
  const all = [...steps]
    .reverse()
    .flatMap((step) => step.undo)
    .map((action) => ({ action, key: JSON.stringify(action) }));
  const once = all
    .filter(({ key }, index) => !all.slice(index + 1).some((later) => later.key === key))
    .map(({ action }) => action);
  return flagsSecond(routeOnce(once));
}

/** All requests are on stable once one action has taken them there: there are no copies to end after that. */
function routeOnce(undo: Action[]): Action[] {
  const first = undo.findIndex(takesRouteBack);
  return undo.filter((action, index) => index === first || !takesRouteBack(action));
}

/** Users first, then what features they see, then what only stands around. */
function flagsSecond(undo: Action[]): Action[] {
  const flags = undo.filter((action) => flagMove(action) !== null);
  if (flags.length === 0) return undo;
  const others = undo.filter((action) => flagMove(action) === null);
  const after = 1 + others.findLastIndex((action) => takesRouteBack(action) || setsImage(action));
  return [...others.slice(0, after), ...flags, ...others.slice(after)];
}

import type { ActionOf } from '../actions/index.ts';
import { type Child, hasBrought } from '../domain/train.ts';
import { type Asked, lookAgainMs, type Wanted } from './children.ts';
import { takeReleaseBack } from './release-run.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';

type Ring = ActionOf<'release.ring'>;

/** How the places of a ring stand. */
interface Standing {
  children: Child[];
  /** Releases that are not over. */
  live: Child[];
  /** Why places can't begin yet. */
  later: string[];
  /** Why the version will not come in somewhere. */
  failed: string[];
  /** Places that had the version without a release of the train. */
  needless: string[];
  /** Places that have not begun, and are not to yet. */
  left: number;
}

/**
 * The releases of a ring are asked for in its order, so many at a time, and waited for. When one fails, none is asked for any
 * more; what then becomes of the others is `onFailure`.
 */
export const runRing: StepRunner<Ring> = async (context, action) => {
  const standing = await standingOf(context, action);
  const { children, live, later, failed, needless, left } = standing;
  const [why] = failed;
  if (why !== undefined) return afterFailure(context, action, standing, why);
  if (live.length === 0 && later.length > 0) {
    return { kind: 'retry', error: later.join('; '), ms: lookAgainMs, children };
  }
  if (live.length + later.length + left > 0) return { ...waitFor(live), children };
  const there = needless.map((environment) => `${environment} had it already`);
  return { ...done([...children.map(({ number }) => `#${number}`), ...there].join(', ')), children };
};

/** What has begun is looked at before anything else begins: one that has failed keeps the others from it. */
async function standingOf(context: StepContext, action: Ring): Promise<Standing> {
  const seen: Standing = { children: [], live: [], later: [], failed: [], needless: [], left: 0 };
  const begun = new Set(context.children.begun.map(({ environment }) => environment));
  const known = action.places.filter(({ environment }) => begun.has(environment));
  const found = await Promise.all(known.map((place) => context.children.find(wantedIn(action, place))));
  for (const child of found) if (child) note(child, seen);
  for (const place of action.places.filter(({ environment }) => !begun.has(environment))) {
    const mayBegin = seen.failed.length === 0 && !context.paused && isFree(action, seen);
    if (mayBegin) await begin(context, wantedIn(action, place), seen);
    else seen.left += 1;
  }
  return seen;
}

function isFree({ sideBySide }: Ring, { live, later }: Standing): boolean {
  return live.length + later.length < sideBySide;
}

function wantedIn({ service, version }: Ring, { environment, approvedBefore }: Ring['places'][number]): Wanted {
  return { service, environment, version, backwards: false, approvedBefore };
}

async function begin({ children, since }: StepContext, wanted: Wanted, seen: Standing): Promise<void> {
  const child = await children.find(wanted);
  const asked: Asked = child ? { kind: 'there', child } : await children.ask(wanted, since);
  switch (asked.kind) {
    case 'there':
      note(asked.child, seen);
      break;
    case 'needless':
      seen.needless.push(wanted.environment);
      break;
    case 'later':
      seen.later.push(asked.detail);
      break;
    case 'refused':
      seen.failed.push(`${wanted.environment} was not begun: ${asked.detail}`);
      break;
  }
}

function note(child: Child, seen: Standing): void {
  seen.children.push(child);
  if (hasBrought(child)) return;
  if (child.state !== 'ended') seen.live.push(child);
  else seen.failed.push(`${child.environment} (#${child.number}) ${child.reason ?? 'has ended'}`);
}

/** What nobody has approved has not begun, and does not begin; what has, is watched to its own end. */
async function afterFailure(
  { children }: StepContext,
  { onFailure }: Ring,
  seen: Standing,
  detail: string,
): Promise<StepOutcome> {
  const failed: StepOutcome = { kind: 'fail', detail, children: seen.children };
  if (onFailure === 'rollback' || seen.live.length === 0) return failed;
  for (const { id, state } of seen.live) if (state === 'waiting') await children.abort(id);
  return { ...waitFor(seen.live), children: seen.children };
}

function waitFor(live: readonly Child[]): StepOutcome {
  const what =
    live.map(({ number, environment }) => `#${number} in ${environment}`).join(', ') || 'the next place to begin';
  return { kind: 'wait', ms: lookAgainMs, what };
}

/** Every place of the ring at the same time: users of one do not wait for those of another. */
export const takeRingBack: StepRunner<ActionOf<'release.ring-back'>> = async (context, action) => {
  const { service, version, stays, environments } = action;
  const each = await Promise.all(
    environments.map(async (environment) => ({
      environment,
      outcome: await takeReleaseBack(context, { service, environment, version, stays }),
    })),
  );
  const children = each.flatMap(({ outcome }) => outcome.children ?? []);
  const outcomes = each.map(({ outcome }) => outcome);
  const open = outcomes.find(({ kind }) => kind === 'retry') ?? outcomes.find(({ kind }) => kind !== 'done');
  if (open) return { ...open, children };
  const notes = each.map(({ environment, outcome }) => `${environment} ${outcome.kind === 'done' ? outcome.note : ''}`);
  return { ...done(notes.join('; ')), children };
};

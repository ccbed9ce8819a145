import { mayLeave, tidies, waitsForReleases, watchMs, workloadChange } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import { waitsSince } from '../domain/approval.ts';
import { shownAhead } from '../domain/dry-run.ts';
import type { Release } from '../domain/release.ts';
import { isKept } from '../domain/release-state.ts';
import { StaleWriter, Unconfirmed } from '../platform/kube/fence.ts';
import { KubeError } from '../platform/kube.ts';
import { traced } from '../platform/tracing.ts';
import { runAction } from '../steps/index.ts';
import type { StepContext, StepOutcome } from '../steps/step.ts';
import type { LastMeasurement } from '../store/release-store.ts';
import { fenceOf, type IgnoredMark } from './fence.ts';
import { flagsFor } from './flags.ts';
import { retryPause } from './pace.ts';
import type { EngineDeps } from './ports.ts';

/** One worker's lease on one release. */
export interface RunContext {
  deps: EngineDeps;
  /** Grows with each lease: the fence of this lease's writes. */
  fencingToken: number;
  lastMeasurement: LastMeasurement;
  /** Marks on objects that this lease has passed over; the log does not have them yet. */
  ignored: IgnoredMark[];
}

const patienceMs = 60_000;
/**
 * For so long a 403 may pass: an API server that has just started knows no roles yet, and a role that is replaced is gone
 * for a moment.
 */
const refusalPatienceMs = 30_000;

/**
 * Runs one action against the cluster. Errors of the API become outcomes: those that may pass are retried, the others
 * fail the step. Throws `StaleWriter` when another worker has taken the release over, `Unconfirmed` when the store does
 * not say whether one has.
 */
export async function perform(
  context: RunContext,
  release: Release,
  action: Action,
  undoing: boolean,
): Promise<StepOutcome> {
  try {
    const step = stepContext(context, release, undoing);
    const outcome = await traced(`step ${action.kind}`, factsOf(release, undoing), () => runAction(step, action));
    const isUrgent = (undoing || tidies(action)) && !waitsForReleases(action);
    return isUrgent ? impatient(outcome, release, context.deps.clock.now()) : outcome;
  } catch (error) {
    if (error instanceof StaleWriter || error instanceof Unconfirmed) throw error;
    return outcomeOf(error, release, undoing, context.deps.clock.now());
  }
}

function factsOf({ id, request }: Release, undoing: boolean) {
  const { service, environment } = request;
  return {
    'sluice.release': id,
    'sluice.service': service,
    'sluice.environment': environment,
    'sluice.undo': undoing,
  };
}

/** What a step may know and use, for this worker's lease. */
export function stepContext(
  { deps, fencingToken, ignored }: RunContext,
  release: Release,
  undoing: boolean,
): StepContext {
  const { plan } = release;
  const { service, environment } = plan.target;
  return {
    release: release.id,
    plan,
    target: plan.target,
    kube: deps.clusters(plan.target.cluster),
    router: deps.routerOf(plan),
    flags: flagsFor(deps, release),
    fence: fenceOf(deps, release, { fencingToken, goesBack: undoing, ignored }),
    now: deps.clock.now(),
    since: sinceOf(release, deps.clock.now()),
    stableWritten: stableWritten(release),
    routesWritten: routesWritten(release),
    kept: isKept(release),
    done: release.done.flatMap(({ index }) => plan.steps[index]?.action ?? []),
    begun: release.begun ?? [],
    calls: release.calls ?? {},
    callWebhook: deps.callWebhook,
    requestedAt: release.requestedAt,
    approvedAt: release.approvals.at(-1)?.at ?? waitsSince(release),
    shown: shownAhead(release),
    promoted: release.promoted !== null,
    paused: release.paused !== null,
    children: deps.childrenOf(release, fencingToken),
    waived: release.waived,
    lockDatabase: (database) => deps.store.lockDatabase(release.id, database, `${service} in ${environment}`),
    freeDatabase: (database) => deps.store.freeDatabase(release.id, database),
    healthy: release.verdict?.kind === 'healthy',
    undoing,
  };
}

const looksPerBake = 20;

/** How often the cluster is looked at while a version is watched (ms): as usual, or more often in a short bake. */
export function paceMs({ plan, step }: Release, usualMs: number): number {
  const bakeMs = watchMs(plan.steps[step?.index ?? -1]?.action);
  return Math.min(usualMs, (bakeMs ?? Number.POSITIVE_INFINITY) / looksPerBake);
}

function stableWritten({ done, plan }: Release): boolean {
  return done.some(({ index }) => workloadChange(plan.steps[index]?.action) !== null);
}

/** Where the log has lost entries, everything may have been done: see `rollBackLost`. */
function routesWritten({ done, phase, plan }: Release): boolean {
  const lost = phase.kind === 'rolling-back' && phase.cause.code === 'log-lost';
  return lost || done.some(({ index }) => mayLeave(plan.steps[index]?.action, 'routes'));
}

/** When the step or undo that goes on began (ms since the epoch). */
function sinceOf({ phase, step }: Release, now: number): number {
  return (phase.kind === 'rolling-back' ? phase.nextSince : step?.startedAt) ?? now;
}

/** What has no deadline goes on for ever: where it waits for long, it is said to be stuck. */
function impatient(outcome: StepOutcome, release: Release, now: number): StepOutcome {
  if (outcome.kind !== 'wait' || now - sinceOf(release, now) < patienceMs) return outcome;
  // What the log is to have stays: without it, what is waited for would never begin.
  const { what, reverted: _reverted, ...rest } = outcome;
  return { ...rest, kind: 'retry', error: `still waiting for ${what}` };
}

function outcomeOf(error: unknown, release: Release, undoing: boolean, now: number): StepOutcome {
  const known = error instanceof KubeError ? error : null;
  const detail = error instanceof Error ? error.message : String(error);
  const refused = known?.kind === 'forbidden' && !known.retryable;
  const passes = known?.retryable || (refused && now - (release.step?.refusedAt ?? now) < refusalPatienceMs);
  if (!undoing && !passes) return { kind: 'fail', detail };
  const forMs = now - sinceOf(release, now);
  const ms = retryPause({ forMs, retryAfterMs: known?.retryAfterMs ?? null, random: Math.random() });
  return { kind: 'retry', error: detail, ms, refused };
}

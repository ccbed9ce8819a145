import { facetsOf } from '../actions/facets.ts';
import type { EventOf, Reverted } from '../domain/events.ts';
import type { Release } from '../domain/release.ts';
import { byWeight } from '../domain/route.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import { StaleWriter, Unconfirmed } from '../platform/kube/fence.ts';
import { KubeError } from '../platform/kube.ts';
import { routerWrites } from '../providers/routing.ts';
import { candidateTitle, readCandidate } from '../workloads/of-target.ts';
import { mostReverts } from './decide-share.ts';
import { type RunContext, stepContext } from './perform.ts';

/** What a look at the share that was written comes to. */
export type ReadBack =
  /** As it was written, or set again without a word; or there was no need to look. */
  | { kind: 'stands' }
  /** It was not, and is again. */
  | { kind: 'reverted'; event: EventOf<'write.reverted'> }
  /** It could not be read, which is no proof of anything. */
  | { kind: 'unknown'; detail: string }
  /** It cannot be set again. */
  | { kind: 'lost'; detail: string };

/** A share is read back this often (ms), or more often in a bake so short that it would hardly be looked at. */
const usualPaceMs = 5000;
const looksPerBake = 20;

/**
 * Reads back the share that the candidate was given, and sets it again where somebody has put another. One read of the
 * routing objects, at most every 5 s for each release that has a share. Throws `StaleWriter` and `Unconfirmed`.
 */
export async function readBack(context: RunContext, release: Release): Promise<ReadBack> {
  const { step, percent } = release;
  const now = context.deps.clock.now();
  const stoodAt = Math.max(context.lastMeasurement.stoodAt ?? 0, step?.startedAt ?? 0);
  if (!step || !holdsShare(release) || now - stoodAt < paceMs(release)) return { kind: 'stands' };
  try {
    const routing = stepContext(context, release, false);
    const found = await routing.router.drift(routing, byWeight(percent));
    if (found && isLeft(release, found.share)) return { kind: 'stands' };
    const writer = found && (await writerOf(context, release));
    if (found) await routing.router.shift(routing, byWeight(percent));
    context.lastMeasurement = { ...context.lastMeasurement, stoodAt: context.deps.clock.now() };
    if (!found || isKnown(release)) return { kind: 'stands' };
    const by = { by: writer?.who ?? null, remedy: writer?.remedy ?? null };
    const reverted: Reverted = { what: 'share', found: found.share, wanted: percent, ...by };
    const event = { type: 'write.reverted' as const, at: now, index: step.index, reverted, lostMs: now - stoodAt };
    return { kind: 'reverted', event };
  } catch (error) {
    return failure(error);
  }
}

/** The candidate has a share that the present step neither writes nor takes back. */
function holdsShare({ percent, step, plan, phase }: Release): boolean {
  const action = plan.steps[step?.index ?? -1]?.action;
  return phase.kind === 'running' && percent > 0 && action !== undefined && !facetsOf(action).share;
}

function paceMs({ plan, step }: Release): number {
  const action = plan.steps[step?.index ?? -1]?.action;
  const bakeMs = action && facetsOf(action).watchMs?.(action);
  return Math.min(usualPaceMs, (bakeMs ?? Number.POSITIVE_INFINITY) / looksPerBake);
}

/** While a person is asked about it, it is not fought over: only what is more than was approved is taken back. */
function isLeft({ hold, percent }: Release, share: number): boolean {
  return hold?.code === 'reverted' && share <= percent;
}

/** It has been told, and a person is asked or has said to go on: it is set again, and the log does not grow by it. */
function isKnown({ reverted }: Release): boolean {
  return (reverted?.times ?? 0) >= mostReverts;
}

/** Who has written the routing objects last; null where nobody can tell. */
async function writerOf({ deps }: RunContext, { plan }: Release): Promise<Writer | null> {
  const kube = deps.clusters(plan.target.cluster);
  for (const { ref, field } of routerWrites(plan.target)) {
    const object = await kube.get(ref);
    const writer = object && lastWriter(object, field);
    if (writer) return writer;
  }
  return null;
}

function failure(error: unknown): ReadBack {
  if (error instanceof StaleWriter || error instanceof Unconfirmed) throw error;
  const detail = error instanceof Error ? error.message : String(error);
  const forGood = error instanceof KubeError && (error.kind === 'invalid' || error.kind === 'not-found');
  return forGood ? { kind: 'lost', detail } : { kind: 'unknown', detail: `the share of the traffic: ${detail}` };
}

/**
 * Why the candidate can serve nobody although it has a share, in words; null where it can, or nobody can tell. For when no
 * pod of it is seen.
 */
export async function candidateLost({ deps }: RunContext, release: Release): Promise<string | null> {
  const { target } = release.plan;
  if (!holdsShare(release)) return null;
  try {
    const candidate = await readCandidate(deps.clusters(target.cluster), target);
    if (!candidate) return `${candidateTitle(target)} is gone`;
    return candidate.replicas === 0 ? `somebody has scaled ${candidateTitle(target)} to 0` : null;
  } catch (error) {
    if (error instanceof KubeError) return null;
    throw error;
  }
}

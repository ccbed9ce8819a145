import { mayTakeAway, setsImage } from '../actions/facets.ts';
import type { EventOf, Reverted } from '../domain/events.ts';
import type { FlagState } from '../domain/flag.ts';
import { holdsShare, isStill, type Release, stepIndex } from '../domain/release.ts';
import { byWeight } from '../domain/route.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import { StaleWriter, Unconfirmed } from '../platform/kube/fence.ts';
import { KubeError } from '../platform/kube.ts';
import { routerWrites } from '../providers/routing.ts';
import { imagesFor, keepImages } from '../steps/kept-image.ts';
import { readStable } from '../workloads/of-target.ts';
import { mostReverts } from './decide-share.ts';
import { lookAtFlags } from './flags.ts';
import { paceMs, type RunContext, stepContext } from './perform.ts';

/** What a look at the share that was written comes to. */
export type ReadBack =
  /** As it was written, or set again without a word; or there was no need to look. */
  | { kind: 'stands' }
  /** Somebody else has changed a feature flag, as it was found. Nothing was written. */
  | { kind: 'flag-changed'; found: FlagState; detail: string }
  /** It was not, and is again. */
  | { kind: 'reverted'; event: EventOf<'write.reverted'> }
  /** It could not be read, which is no proof of anything. */
  | { kind: 'unknown'; detail: string }
  /** It cannot be set again. */
  | { kind: 'lost'; detail: string };

/** A share is read back this often (ms). */
const usualPaceMs = 5000;

/**
 * Reads back the share that the candidate was given, or the image that stable was, and sets it again where somebody has put
 * another; and the feature flags, which are left as they are found. One read of an object, at most every 5 s for each
 * release that watches. Throws `StaleWriter` and `Unconfirmed`.
 */
export async function readBack(context: RunContext, release: Release): Promise<ReadBack> {
  const now = context.deps.clock.now();
  const stoodAt = Math.max(context.lastMeasurement.stoodAt ?? 0, begunAt(release));
  if (now - stoodAt < paceMs(release, usualPaceMs)) return { kind: 'stands' };
  try {
    const reverted = await undone(context, release);
    const flags = reverted ? null : await lookAtFlags(context, release);
    if (flags) return flags;
    context.lastMeasurement = { ...context.lastMeasurement, stoodAt: context.deps.clock.now() };
    if (!reverted || isKnown(release)) return { kind: 'stands' };
    return {
      kind: 'reverted',
      event: { type: 'write.reverted', at: now, index: stepIndex(release), reverted, lostMs: now - stoodAt },
    };
  } catch (error) {
    return failure(error);
  }
}

/** What somebody else has undone of what holds in this step, written again; null where all stands. */
async function undone(context: RunContext, release: Release): Promise<Reverted | null> {
  if (holdsShare(release)) return undoneShare(context, release);
  return holdsImage(release) ? undoneImage(context, release) : null;
}

async function undoneShare(context: RunContext, release: Release): Promise<Reverted | null> {
  const { percent } = release;
  const routing = stepContext(context, release, false);
  const found = await routing.router.drift(routing, byWeight(percent));
  if (!found || isLeft(release, found.share)) return null;
  const writer = await writerOf(context, release);
  await routing.router.shift(routing, byWeight(percent));
  const by = { by: writer?.who ?? null, remedy: writer?.remedy ?? null };
  return { what: 'share', found: found.share, wanted: percent, ...by };
}

async function undoneImage(context: RunContext, release: Release): Promise<Reverted | null> {
  if (release.hold?.code === 'reverted') return null;
  const step = stepContext(context, release, false);
  const stable = await readStable(step.kube, step.target);
  const kept = stable && (await keepImages(step, stable, imagesFor(step, stable, release.plan.to.image)));
  return kept?.kind === 'wait' ? (kept.reverted ?? null) : null;
}

/** The workload has got the image, and now only watching goes on. Once its marks are gone, it is the release's no more. */
function holdsImage(release: Release): boolean {
  const { done, plan, phase } = release;
  if (phase.kind !== 'running' || !isStill(release)) return false;
  const over = done.flatMap(({ index }) => plan.steps[index]?.action ?? []);
  return over.some(setsImage) && !over.some((action) => mayTakeAway(action, 'workload marks'));
}

/** Since when what was written is to hold (ms since the epoch). */
function begunAt({ step, done }: Release): number {
  return step?.startedAt ?? done.at(-1)?.endedAt ?? 0;
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

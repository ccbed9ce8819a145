import type { EventOf } from '../domain/events.ts';
import type { FlagState } from '../domain/flag.ts';
import type { Release } from '../domain/release.ts';
import { heldRoute, holdsImage, stepIndex } from '../domain/release-state.ts';
import type { Reverted } from '../domain/reverted.ts';
import type { Route } from '../domain/route.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import { StaleWriter, Unconfirmed } from '../platform/kube/fence.ts';
import { KubeError } from '../platform/kube.ts';
import { routerWrites } from '../providers/routing.ts';
import { keepNames, withFinalNames } from '../steps/configuration-kept.ts';
import { imagesFor, keepImages } from '../steps/kept-image.ts';
import { routeWords } from '../words/traffic.ts';
import { readStable } from '../workloads/of-target.ts';
import { mostReverts } from './decide-share.ts';
import { lookAtFlags } from './flags.ts';
import { undonePods } from './kept-pods.ts';
import { paceMs, type RunContext, stepContext } from './perform.ts';
import { couldNotRead, couldRead, restsFrom } from './unread.ts';

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
 * Reads back the route that the candidate was given, or the image and the names that stable was, and sets it again where somebody has put
 * another; and the feature flags, which are left as they are found. One read of an object, at most every 5 s for each
 * release that watches. Throws `StaleWriter` and `Unconfirmed`.
 */
export async function readBack(context: RunContext, release: Release): Promise<ReadBack> {
  const now = context.deps.clock.now();
  const stoodAt = Math.max(context.lastMeasurement.stoodAt ?? 0, begunAt(release));
  if (now - stoodAt < paceMs(release, usualPaceMs)) return { kind: 'stands' };
  const resting = restsFrom(context, 'written');
  if (resting !== null) return { kind: 'unknown', detail: resting };
  try {
    const reverted = await undone(context, release);
    const flags = reverted ? null : await lookAtFlags(context, release);
    if (flags?.kind === 'unknown') couldNotRead(context, 'written', flags.detail);
    else couldRead(context, 'written');
    if (flags) return flags;
    context.lastMeasurement = { ...context.lastMeasurement, stoodAt: context.deps.clock.now() };
    if (!reverted || isKnown(release)) return { kind: 'stands' };
    return {
      kind: 'reverted',
      event: { type: 'write.reverted', at: now, index: stepIndex(release), reverted, lostMs: now - stoodAt },
    };
  } catch (error) {
    return failure(context, error);
  }
}

/** What somebody else has undone of what holds in this step, written again; null where all stands. */
async function undone(context: RunContext, release: Release): Promise<Reverted | null> {
  const route = heldRoute(release);
  if (route) return undoneRoute(context, release, route);
  return holdsImage(release) ? undoneImage(context, release) : null;
}

async function undoneRoute(context: RunContext, release: Release, route: Route): Promise<Reverted | null> {
  const routing = stepContext(context, release, false);
  if (routing.router.traits.precision === 'pods') return undonePods(routing, release);
  const found = await routing.router.drift(routing, route);
  if (!found || isLeft(release, found.share)) return null;
  const writer = await writerOf(context, release);
  await routing.router.shift(routing, route);
  const by = { by: writer?.who ?? null, remedy: writer?.remedy ?? null };
  if (found.beside !== undefined || route.kind !== 'weight')
    return { what: 'route', wanted: routeWords(route, release.plan).plain, ...by };
  return { what: 'share', found: found.share, wanted: route.percent, ...by };
}

async function undoneImage(context: RunContext, release: Release): Promise<Reverted | null> {
  if (release.hold?.code === 'reverted') return null;
  const step = stepContext(context, release, false);
  const stable = await readStable(step.kube, step.target);
  if (!stable) return null;
  const images = imagesFor(step, stable, release.plan.to.image);
  const kept = (await keepImages(step, stable, images, withFinalNames(step))) ?? (await keepNames(step, stable));
  return kept?.kind === 'wait' ? (kept.reverted ?? null) : null;
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

function failure(context: RunContext, error: unknown): ReadBack {
  if (error instanceof StaleWriter || error instanceof Unconfirmed) throw error;
  const detail = error instanceof Error ? error.message : String(error);
  const forGood = error instanceof KubeError && (error.kind === 'invalid' || error.kind === 'not-found');
  if (forGood) return { kind: 'lost', detail };
  const unseen = `the share of the traffic: ${detail}`;
  couldNotRead(context, 'written', unseen, error);
  return { kind: 'unknown', detail: unseen };
}

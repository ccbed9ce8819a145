import { foldLog } from '../domain/fold.ts';
import { recorded } from '../domain/gate.ts';
import { numberOf } from '../domain/names.ts';
import { type Plan, runsBeside } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { isLive, isSoaking } from '../domain/release-state.ts';
import type { Request } from '../domain/request.ts';
import { maySupersede } from '../domain/superseding.ts';
import { placeOf } from '../domain/train.ts';
import type { Queueing } from '../store/release-store.ts';
import type { Asked } from './ask.ts';
import { controlRefusal } from './control.ts';
import type { RequestDeps } from './deps.ts';
import { forecast } from './forecast.ts';
import { type Placed, refused } from './place.ts';

/** What is there already, where something is: `release` is null where its log cannot be read. */
interface Occupied {
  id: string;
  release: Release | null;
  /** Who waits for its end. */
  next: Release | null;
}

/** Each time somebody else was quicker, it is decided again. */
const tries = 8;

/**
 * What becomes of a request while another release is live there, by the policy of the place: it is refused, it waits for that
 * one's end, or it takes its place. Null where none is live.
 * @param askedAt when the person asked (ms since the epoch), where that is known
 */
export async function whileLive(deps: RequestDeps, place: Placed, askedAt?: number): Promise<Asked | null> {
  const { request } = place;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const there = await occupied(deps, request);
    if (there === null) return null;
    const repeated = [there.release, there.next].find((each) => each?.request.key === request.key);
    if (repeated) return { kind: 'repeated', id: repeated.id };
    const asked = await waitBehind(deps, place, there, askedAt);
    if (asked) return asked;
  }
  const there = await occupied(deps, request);
  return there && busy(there, place);
}

async function occupied({ store }: RequestDeps, request: Request): Promise<Occupied | null> {
  const { service } = request;
  const place = placeOf(request);
  const [id, nextId] = await Promise.all([store.liveOf(service, place), store.nextOf(service, place)]);
  if (id === null) return null;
  const [release, next] = await Promise.all([loadLive(store, id), nextId === null ? null : loadLive(store, nextId)]);
  return { id, release, next };
}

async function loadLive(store: RequestDeps['store'], id: string): Promise<Release | null> {
  const loaded = await store.load(id);
  if (loaded.kind !== 'found') return null;
  const release = foldLog(loaded.events);
  return isLive(release) ? release : null;
}

/** Null where the place has changed meanwhile. */
async function waitBehind(
  deps: RequestDeps,
  place: Placed,
  there: Occupied,
  askedAt: number | undefined,
): Promise<Asked | null> {
  const { release, next } = there;
  if (!release || !mayWait(place, release) || isLate([release, next], askedAt)) return busy(there, place);
  const supersedes = place.target.whileReleasing === 'supersede' && maySupersede(release);
  const forbidden = supersedes ? await controlRefusal(deps, release, place.request.by, 'abort') : null;
  if (forbidden) return refused(forbidden);
  const drafted = await forecast(deps, place, release.plan.from);
  if (drafted.kind === 'refused') return drafted;
  const { plan } = drafted;
  const same = [release, next].find((each) => each?.plan.to.version === plan.to.version);
  if (same) return busy(there, place, same);
  if (drafted.refusal) return refused(drafted.refusal);
  const { digest, gates } = drafted;
  const at = deps.clock.now();
  const made = await deps.store.enqueue(
    { type: 'requested', at, request: place.request, plan, digest, gates: gates.map(recorded) },
    queueing(place, release, { plan, at, supersedes }),
  );
  switch (made.kind) {
    case 'moved':
      return null;
    case 'repeated':
      return made;
    case 'created':
      await tellAll(deps, { made, release, supersedes });
      return {
        kind: 'queued',
        id: made.id,
        number: made.number,
        channel: plan.target.channel,
        behind: { number: release.number, version: release.plan.to.version },
        supersedes,
      };
  }
}

/**
 * A flag by itself waits for nothing, and a way back must not come when nobody expects it any more. A train takes nobody's place,
 * and asks again for those of its releases.
 */
function mayWait({ request, target }: Placed, { plan }: Release): boolean {
  if (request.train || request.partOf) return false;
  return (
    target.whileReleasing !== undefined && !request.flag && !request.backwards && request.version !== plan.to.version
  );
}

/** A request that was kept by a crash or an outage: whoever made it did not know of what is there now. */
function isLate(there: readonly (Release | null)[], askedAt: number | undefined): boolean {
  return askedAt !== undefined && there.some((each) => each !== null && each.requestedAt > askedAt);
}

function queueing(
  { request, target }: Placed,
  release: Release,
  { plan, at, supersedes }: { plan: Plan; at: number; supersedes: boolean },
): Queueing {
  const behind = { number: release.number, version: release.plan.to.version };
  return {
    behind: release.id,
    superseding: supersedes ? release.version : null,
    queued: { type: 'queued', at, behind, expiresAt: at + (target.limits.queueMs ?? target.limits.totalMs) },
    superseded: { type: 'superseded', at, by: request.by, version: plan.to.version },
  };
}

/** Whoever makes way hears of it, and so do those who follow it. */
async function tellAll(
  { queue, log }: RequestDeps,
  {
    made,
    release,
    supersedes,
  }: { made: { id: string; replaced: string | null }; release: Release; supersedes: boolean },
): Promise<void> {
  log.info({ release: made.id, behind: release.id, supersedes, replaced: made.replaced }, 'queued');
  const stirred = [made.id, ...(supersedes ? [release.id] : []), ...(made.replaced ? [made.replaced] : [])];
  await Promise.all(stirred.flatMap((id) => [queue.wake(id), queue.tell(id, true)]));
}

/** @param shown the one that is in the way; otherwise the live one */
export function busy({ id, release }: Omit<Occupied, 'next'>, { request, target }: Placed, shown = release): Asked {
  const { service, environment } = request;
  const live = shown && {
    by: shown.request.by.id,
    version: shown.plan.to.version,
    percent: givesTraffic(shown) ? shown.percent : null,
    ...(isSoaking(shown) && { soaks: true as const }),
    ...(shown.phase.kind === 'queued' && { waits: true as const }),
    ...(shown.plan.train && { train: true as const }),
  };
  const settable =
    target.whileReleasing === undefined && !request.flag && !request.train ? { settable: true as const } : {};
  return refused({ code: 'busy', service, environment, number: shown?.number ?? numberOf(id), live, ...settable });
}

/** Else there is no share of the traffic to speak of. */
function givesTraffic({ plan, route }: Release): boolean {
  return runsBeside(plan) && (route === null || route.kind === 'weight') && plan.target.workload.service !== null;
}

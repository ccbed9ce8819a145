import { numberOf } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import type { Child } from '../domain/train.ts';
import type { Wanted } from '../steps/children.ts';
import type { RequestDeps } from './deps.ts';
import { historyOf } from './queries.ts';

/** As many of a place's releases are looked through for those of a train. */
const lookedThrough = 20;

/** The newest release of a train in a place, and which way it goes there; null where there is none. */
export async function findChild(
  { store }: Pick<RequestDeps, 'store'>,
  train: Release,
  wanted: Wanted,
): Promise<Release | null> {
  const { service, environment, backwards } = wanted;
  const known = lastOf(train, wanted);
  const seen = known ? ((await historyOf(store, known.id))?.release ?? null) : null;
  // One that the world had overtaken before it began has been asked for again.
  if (seen && !isWithdrawn(seen)) return seen;
  // What is older than the train is none of its releases, and need not be read.
  const ids = await store.history({ service, environment, limit: lookedThrough });
  const past = await Promise.all(ids.filter((id) => numberOf(id) > train.number).map((id) => historyOf(store, id)));
  const mine = past.flatMap((each) => (each && isOf(train, each.release) ? [each.release] : []));
  return mine.find((each) => each.request.backwards === backwards) ?? seen;
}

function lastOf({ children = [] }: Release, { service, environment, backwards }: Wanted): Child | undefined {
  return children.findLast(
    (child) => child.service === service && child.environment === environment && child.backwards === backwards,
  );
}

/** The same where it will not stand otherwise than the train has noted, so that its log need not be read again; else null. */
export function knownOver(train: Release, wanted: Wanted): Child | null {
  const child = lastOf(train, wanted);
  return child && child.outcome !== null && child.outcome !== 'withdrawn' ? child : null;
}

function isWithdrawn({ phase }: Release): boolean {
  return phase.kind === 'ended' && phase.outcome === 'withdrawn';
}

/** How the keys of all that a train asks for begin: a number is given out again where Redis has lost everything. */
export function keyOf({ id, requestedAt }: Release): string {
  return `train-${id}-${requestedAt}-`;
}

/** By its key, not by the time: it may have been asked for on another machine, whose clock is slow. */
export function isOf(train: Release, { request }: Release): boolean {
  return request.partOf?.train === train.id && request.key.startsWith(keyOf(train));
}

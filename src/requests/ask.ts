import { seenBeside } from '../domain/beside-plan.ts';
import type { OtherRelease } from '../domain/events.ts';
import { recorded } from '../domain/gate.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import { placeOf } from '../domain/train.ts';
import type { RequestDeps } from './deps.ts';
import { draftAt } from './draft.ts';
import { locate } from './locate.ts';
import { type NewRequest, type Placed, refused } from './place.ts';
import { pastReleases } from './queries.ts';
import { busy, whileLive } from './while-live.ts';

export type Asked =
  /** `channel`: where its plan is, by id or name. */
  | { kind: 'created'; id: string; number: number; channel: string }
  /** It waits for the end of the release that has its place. */
  | ({ kind: 'queued' } & Queued)
  /** The same request was delivered before; nothing new was made. */
  | { kind: 'repeated'; id: string }
  | { kind: 'refused'; refusal: Refusal };

interface Queued {
  id: string;
  number: number;
  channel: string;
  behind: OtherRelease;
  /** That one is taken back for it. */
  supersedes: boolean;
}

/**
 * Makes a release of a request, or says why not. Either nothing is written, or a release with its plan and gates.
 * @param askedAt when the person asked (ms since the epoch), where that is known
 */
export async function ask(deps: RequestDeps, wanted: NewRequest, askedAt?: number): Promise<Asked> {
  const place = await locate(deps, wanted);
  if (place.kind === 'refused') return place;
  const { request } = place;
  // Before the cluster is asked: whatever it would say now, somebody is at it, perhaps for this very request.
  const before = await whileLive(deps, place, askedAt);
  if (before) return before.kind === 'refused' ? ((await unknownFlag(deps, place)) ?? before) : before;
  const drafted = await draftAt(deps, place);
  if (drafted.kind === 'refused') return drafted;
  const { plan, digest, gates, figures, changes, refusal } = drafted;
  // What a gate says now may be for what has begun meanwhile.
  if (refusal) return (await whileLive(deps, place, askedAt)) ?? refused(refusal);
  const late = askedAt === undefined ? null : await overtaken(deps, request, askedAt);
  if (late) return late;
  const made = await deps.store.create({
    type: 'requested',
    at: deps.clock.now(),
    request,
    plan,
    digest,
    gates: gates.map(recorded),
    ...seenBeside({ figures, changes }),
  });
  switch (made.kind) {
    case 'busy':
      return (await whileLive(deps, place, askedAt)) ?? busy({ id: made.id, release: null }, place);
    case 'repeated':
      return made;
    case 'created':
      deps.log.info(
        { release: made.id, service: request.service, to: plan.to.version, by: request.by.id },
        'requested',
      );
      await Promise.all([deps.queue.wake(made.id), deps.queue.tell(made.id, true)]);
      return { ...made, channel: plan.target.channel };
  }
}

/**
 * A request that was kept by a crash or an outage may be read minutes later. Where another release has come and gone
 * meanwhile, the person did not mean to start this one after it.
 */
async function overtaken(deps: RequestDeps, request: Request, askedAt: number): Promise<Asked | null> {
  const { service, environment, key, version } = request;
  const places = [...new Set([environment, placeOf(request)])];
  const lasts = await Promise.all(
    places.map((place) => pastReleases(deps.store, { service, environment: place, limit: 1 })),
  );
  const [last] = lasts.flat().sort((one, other) => other.requestedAt - one.requestedAt);
  if (!last || last.requestedAt <= askedAt) return null;
  if (last.request.key === key) return { kind: 'repeated', id: last.id };
  return refused({
    code: 'overtaken',
    service,
    environment,
    version,
    number: last.number,
    by: last.request.by.id,
    other: last.plan.to.version,
    askedMs: deps.clock.now() - askedAt,
  });
}

/** A flag that does not exist is no better once the live release is over. */
async function unknownFlag(deps: RequestDeps, place: Placed): Promise<Asked | null> {
  const { request, target } = place;
  const answer = request.flag && (await deps.flagsOf(target)?.state(request.flag.flag));
  if (answer?.kind !== 'ok' || answer.state.stands !== 'absent') return null;
  const drafted = await draftAt(deps, place);
  return drafted.kind === 'refused' ? drafted : null;
}

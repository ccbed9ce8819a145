import { foldLog } from '../domain/fold.ts';
import { recorded } from '../domain/gate.ts';
import { numberOf } from '../domain/names.ts';
import { growsInShares, type Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import { isLive, type Release } from '../domain/release.ts';
import type { Request } from '../domain/request.ts';
import type { RequestDeps } from './deps.ts';
import { draftAt } from './draft.ts';
import { locate, type NewRequest, refused } from './place.ts';
import { pastReleases } from './queries.ts';

export type Asked =
  /** `channel`: where its plan is, by id or name. */
  | { kind: 'created'; id: string; number: number; channel: string }
  /** The same request was delivered before; nothing new was made. */
  | { kind: 'repeated'; id: string }
  | { kind: 'refused'; refusal: Refusal };

/**
 * Makes a release of a request, or says why not. Either nothing is written, or a release with its plan and gates.
 * @param askedAt when the person asked (ms since the epoch), where that is known
 */
export async function ask(deps: RequestDeps, wanted: NewRequest, askedAt?: number): Promise<Asked> {
  const place = await locate(deps, wanted);
  if (place.kind === 'refused') return place;
  const { request } = place;
  // Before the cluster is asked: whatever it would say now, somebody is at it, perhaps for this very request.
  const before = await liveAlready(deps, request);
  if (before) return before;
  const drafted = await draftAt(deps, place);
  if (drafted.kind === 'refused') return drafted;
  const { plan, digest, gates, figures, refusal } = drafted;
  // What a gate says now may be for what has begun meanwhile.
  if (refusal) return (await liveAlready(deps, request)) ?? refused(refusal);
  const late = askedAt === undefined ? null : await overtaken(deps, request, askedAt);
  if (late) return late;
  const made = await deps.store.create({
    type: 'requested',
    at: deps.clock.now(),
    request,
    plan,
    digest,
    gates: gates.map(recorded),
    ...(figures ? { figures } : {}),
  });
  switch (made.kind) {
    case 'busy':
      return busyOrRepeated(deps, made.id, request);
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
  const [last] = await pastReleases(deps.store, { service, environment, limit: 1 });
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

async function liveAlready(deps: RequestDeps, request: Request): Promise<Asked | null> {
  const id = await deps.store.liveOf(request.service, request.environment);
  return id === null ? null : busyOrRepeated(deps, id, request);
}

async function busyOrRepeated(deps: RequestDeps, id: string, { key, service, environment }: Request): Promise<Asked> {
  const release = await loadLive(deps, id);
  if (release?.request.key === key) return { kind: 'repeated', id };
  const live = release && {
    by: release.request.by.id,
    version: release.plan.to.version,
    percent: givesTraffic(release.plan) ? release.percent : null,
  };
  return refused({ code: 'busy', service, environment, number: release?.number ?? numberOf(id), live });
}

/** Else there is no share of the traffic to speak of. */
function givesTraffic(plan: Plan): boolean {
  return growsInShares(plan) && plan.target.workload.service !== null;
}

async function loadLive(deps: RequestDeps, id: string): Promise<Release | null> {
  const loaded = await deps.store.load(id);
  if (loaded.kind !== 'found') return null;
  const release = foldLog(loaded.events);
  return isLive(release) ? release : null;
}

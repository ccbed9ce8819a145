import { controls } from '../domain/controls/index.ts';
import type { Refusal, RefusalCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { versionOf } from '../domain/version.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import type { Asked, Children, Wanted } from '../steps/children.ts';
import { because } from '../words/because.ts';
import { say } from '../words/words.ts';
import { ask } from './ask.ts';
import { append, change, refuse } from './change.ts';
import { childOf } from './child-standing.ts';
import type { RequestDeps } from './deps.ts';
import type { NewRequest } from './place.ts';
import { broughtTo, historyOf, pastReleases } from './queries.ts';
import { runningIn } from './running.ts';

/** As many of a place's releases are looked through for those of a train. */
const lookedThrough = 20;

/** Refusals that may be none a little later. */
const passing: readonly RefusalCode[] = ['busy', 'gate-unknown', 'cluster-unreachable', 'registry-unreachable'];

export interface ChildDeps {
  requests: RequestDeps;
  /** A refusal as people read it, without its buttons. */
  tell(refusal: Refusal): string;
}

/** The releases of a train: asked for, found and stopped by the same use cases as those of people. */
export function childrenOf(deps: ChildDeps, train: Release, fencingToken: number): Children {
  const { requests } = deps;
  const find = async (wanted: Wanted) => {
    const release = await findChild(requests, train, wanted);
    return release && childOf(release);
  };
  return {
    find,
    async ask(wanted, askedAt) {
      const fenced = fencedBy(requests, train.id, fencingToken);
      const request = wanted.backwards ? await wayBack(requests, train, wanted) : forward(train, wanted);
      if ('kind' in request) return request;
      const asked = await ask(fenced, request, askedAt);
      if (asked.kind === 'refused') return refusedAs(deps, asked.refusal);
      const child = await find(wanted);
      return child ? { kind: 'there', child } : { kind: 'later', detail: 'its release cannot be read' };
    },
    async abort(id) {
      const { cause } = train.phase.kind === 'rolling-back' ? train.phase : { cause: null };
      const by = cause?.by ?? train.request.by;
      const reason = say`train #${train.number} goes back${because(cause?.detail ?? null)}`.plain;
      await change(requests, id, (release, at) => {
        const { phase, number } = release;
        if (phase.kind === 'ended') return refuse({ code: 'not-live', number, place: null, outcome: phase.outcome });
        if (!controls.abort.when(release))
          return refuse({ code: 'not-possible-now', number, place: null, state: null });
        return append(controls.abort.event(release, { by, at, reason }));
      });
    },
    noLongerIn: (wanted) => noLongerIn(requests, train, wanted),
  };
}

/** Makes no release for a worker that another has taken the train over from. */
function fencedBy(requests: RequestDeps, id: string, fencingToken: number): RequestDeps {
  const { store } = requests;
  return {
    ...requests,
    store: {
      ...store,
      async create(first) {
        const made = await store.createFor({ id, fencingToken }, first);
        if (made.kind === 'stale') throw new StaleWriter(`another worker goes on with train ${id}`);
        return made;
      },
    },
  };
}

async function findChild(
  { store }: Pick<RequestDeps, 'store'>,
  train: Release,
  { service, environment, backwards }: Wanted,
): Promise<Release | null> {
  const known = (train.children ?? []).findLast(
    (child) => child.service === service && child.environment === environment && child.backwards === backwards,
  );
  const seen = known ? ((await historyOf(store, known.id))?.release ?? null) : null;
  // One that the world had overtaken before it began has been asked for again.
  if (seen && !isWithdrawn(seen)) return seen;
  const past = await pastReleases(store, { service, environment, limit: lookedThrough });
  return past.find((each) => isOf(train, each) && each.request.backwards === backwards) ?? seen;
}

function isWithdrawn({ phase }: Release): boolean {
  return phase.kind === 'ended' && phase.outcome === 'withdrawn';
}

/** A number is given out again where Redis has lost everything: what was asked for before the train is none of its own. */
function isOf(train: Release, { request, requestedAt }: Release): boolean {
  return request.partOf?.train === train.id && requestedAt >= train.requestedAt;
}

function forward(train: Release, { service, environment, version }: Wanted): NewRequest {
  const { by, strategy, reason, flags } = train.request;
  return {
    ...askedBy(train, environment, 'on'),
    by,
    service,
    version,
    environment,
    strategy,
    reason,
    ...(flags ? { flags } : {}),
    backwards: false,
  };
}

function askedBy({ id, number, requestedAt, plan }: Release, environment: string, way: 'on' | 'back') {
  const key = `train-${id}-${requestedAt}-${environment}-${way}`;
  return { key, channel: null, partOf: { train: id, number, channel: plan.target.channel } };
}

/** The version before, where the train's own release is still the last that brought one in. */
async function wayBack(requests: RequestDeps, train: Release, wanted: Wanted): Promise<NewRequest | Asked> {
  const { service, environment } = wanted;
  const [last] = await broughtTo(requests.store, { service, environment }, 1);
  if (!last || !isOf(train, last) || last.request.backwards) {
    return { kind: 'refused', detail: 'somebody has released there since' };
  }
  const { version, image, digest } = last.plan.from;
  const pinned = image.includes('@') ? { image } : digest ? { image: `${image}@${digest}` } : {};
  const { by } = train.request;
  const reason = `train #${train.number} goes back`;
  const request = { by, service, version, environment, strategy: null, reason, ...pinned, backwards: true };
  return { ...askedBy(train, environment, 'back'), ...request };
}

function refusedAs({ tell }: ChildDeps, refusal: Refusal): Asked {
  if (refusal.code === 'already-running') return { kind: 'needless' };
  const detail = tell(refusal);
  return passing.includes(refusal.code) ? { kind: 'later', detail } : { kind: 'refused', detail };
}

async function noLongerIn(requests: RequestDeps, train: Release, wanted: Wanted): Promise<string | null> {
  const { service, environment, version } = wanted;
  const running = await runningIn(requests, service, environment);
  switch (running.kind) {
    case 'unknown':
      return null;
    case 'nothing':
      return `${service} is gone from ${environment}`;
    case 'image': {
      const child = await findChild(requests, train, wanted);
      const now = versionOf(running.image).version;
      const same = now === version || running.image === child?.plan.to.image;
      return same ? null : `${environment} runs ${now} by now, and not ${version}`;
    }
  }
}

import { endingOf } from '../domain/ab-test.ts';
import { controls } from '../domain/controls/index.ts';
import type { Refusal, RefusalCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { goesBack } from '../domain/train.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import type { Asked, Children, Wanted } from '../steps/children.ts';
import { because } from '../words/because.ts';
import { say } from '../words/words.ts';
import { approvalIn, approvalsOf } from './approved-before.ts';
import { ask } from './ask.ts';
import { append, change, refuse } from './change.ts';
import { childOf } from './child-standing.ts';
import type { RequestDeps } from './deps.ts';
import { findChild, isOf, keyOf, knownOver } from './find-child.ts';
import type { NewRequest } from './place.ts';
import { broughtTo } from './queries.ts';
import { standingOf, standsSince } from './still-standing.ts';
import { versionBefore } from './version-before.ts';

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
    const over = knownOver(train, wanted);
    if (over) return over;
    const release = await findChild(requests, train, wanted);
    return release && childOf(release);
  };
  return {
    begun: (train.children ?? []).filter(({ backwards }) => !backwards),
    find,
    async ask(wanted, askedAt) {
      const fenced = fencedBy(requests, train.id, fencingToken);
      const request = wanted.backwards
        ? await wayBack(requests, train, wanted)
        : await forward(requests, train, wanted);
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
        if (phase.kind === 'ended') return refuse({ code: 'not-live', number, place: null, outcome: endingOf(phase) });
        if (!controls.abort.when(release))
          return refuse({ code: 'not-possible-now', number, place: null, state: null });
        return append(controls.abort.event(release, { by, at, reason }));
      });
    },
    standing: (wanted) => standingOf(requests, train, wanted),
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

async function forward(requests: RequestDeps, train: Release, wanted: Wanted): Promise<NewRequest | Asked> {
  const soFar = await approvalIn(requests, train, wanted);
  if (soFar.kind === 'asked' && wanted.approvedBefore) {
    return { kind: 'later', detail: `${wanted.environment} waits for the approval of #${soFar.number}` };
  }
  const { by, strategy, reason, flags } = train.request;
  const { service, environment, version } = wanted;
  const { partOf, ...asked } = askedBy(train, wanted);
  return {
    ...asked,
    partOf: { ...partOf, ...approvalsOf(requests, train, wanted, soFar) },
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

function askedBy(train: Release, wanted: Wanted) {
  const { id, number, plan, request } = train;
  const { service, environment, backwards } = wanted;
  const where = service === request.service ? environment : `${service}-${environment}`;
  const key = `${keyOf(train)}${where}-${backwards ? 'back' : 'on'}`;
  return { key, channel: null, partOf: { train: id, number, channel: plan.target.channel } };
}

/** The version before, where what is taken back is still the last that brought one in, and nobody has set another by hand. */
async function wayBack(requests: RequestDeps, train: Release, wanted: Wanted): Promise<NewRequest | Asked> {
  const { service, environment } = wanted;
  const [last] = await broughtTo(requests.store, { service, environment }, 1);
  if (!last || !isTakenBackBy(train, last) || last.request.backwards) {
    return { kind: 'left', detail: 'somebody has released there since' };
  }
  const { plan } = last;
  const standing = await standsSince(requests, { service, environment, version: plan.to.version }, plan);
  if (standing.kind === 'replaced') return { kind: 'left', detail: standing.detail };
  const { by, reason: why } = train.request;
  const reason = goesBack(train.plan.train) ? why : `train #${train.number} goes back`;
  const request = { by, service, ...versionBefore(last), environment, strategy: null, reason, backwards: true };
  return { ...askedBy(train, wanted), ...request };
}

/** A train takes its own releases back, or those of the train that it was asked to take back. */
function isTakenBackBy(train: Release, release: Release): boolean {
  const asked = train.request.train;
  const back = asked?.kind === 'set' ? asked.back : undefined;
  return back === undefined ? isOf(train, release) : release.request.partOf?.train === back;
}

function refusedAs({ tell }: ChildDeps, refusal: Refusal): Asked {
  if (refusal.code === 'already-running') return { kind: 'needless' };
  const detail = tell(refusal);
  return passing.includes(refusal.code) ? { kind: 'later', detail } : { kind: 'refused', detail };
}

import { findSet } from '../../config/catalogue.ts';
import { isLive } from '../../domain/release-state.ts';
import type { Request } from '../../domain/request.ts';
import { childIn, hasBrought } from '../../domain/train.ts';
import { mapLimit } from '../../platform/map-limit.ts';
import { makeSetPlan, type SetStage } from '../../strategies/set-plan.ts';
import type { RequestDeps } from '../deps.ts';
import { type Draft, drafted } from '../drafted.ts';
import { locateService, type NewRequest, type Placed, type Refused, refused } from '../place.ts';
import { broughtTo, historyOf } from '../queries.ts';
import { standsSince } from '../still-standing.ts';
import { versionBefore } from '../version-before.ts';
import type { DraftOne } from './draft-train.ts';

/** A release is one of the plan, or its service is left alone: why, in words. */
type Stage = { kind: 'stage'; stage: SetStage } | { kind: 'left'; why: string };
type Wanted = { kind: 'wanted'; wanted: NewRequest } | Extract<Stage, { kind: 'left' }>;

/** So many first plans are made at once: each asks a cluster and a registry. */
const atOnce = 4;

/**
 * What the release of a set would do. All of its releases are drafted as if they had been asked for, so that none of them fails
 * for what could be known before the first begins. Services that run their version are left out.
 * @param back the id of the train that is to be taken back; undefined where the set is released
 */
export async function draftSet(
  deps: RequestDeps,
  { request, target }: Placed,
  back: string | undefined,
  draftOne: DraftOne,
): Promise<Draft> {
  const wanted = back === undefined ? forward(deps, request) : await backward(deps, request, back);
  const found = await mapLimit(wanted, atOnce, (each) => stageOf(deps, each, draftOne));
  const against = found.find((each) => each.kind === 'refused');
  if (against) return against;
  const left = found.flatMap((each) => (each.kind === 'left' ? [each.why] : []));
  const [first, ...rest] = found.flatMap((each) => (each.kind === 'stage' ? [each.stage] : []));
  if (!first) {
    const { service: set, environment } = request;
    return refused({ code: 'set-unneeded', set, environment, back: back !== undefined, left });
  }
  const plan = makeSetPlan({ target, stages: [first, ...rest], back: back !== undefined, notes: left });
  return drafted(deps, { request, target: plan.target }, { plan, figures: Promise.resolve(null) });
}

function forward(deps: RequestDeps, { train: _train, ...request }: Request): Wanted[] {
  const set = findSet(deps.catalogue(), request.service);
  const services = set.kind === 'found' ? set.value.services : [];
  return services.map((each) => ({ kind: 'wanted', wanted: { ...request, ...each } }));
}

/** What the train has brought in, the newest first, each back to what it found; only where nobody has released there since. */
async function backward(deps: RequestDeps, { train: _train, ...request }: Request, id: string): Promise<Wanted[]> {
  const { store } = deps;
  const train = (await historyOf(store, id))?.release;
  const own = (train?.children ?? []).filter((child) => {
    const back = childIn(train?.children, child, true);
    return !child.backwards && hasBrought(child) && !(back && hasBrought(back));
  });
  return Promise.all(
    own.toReversed().map(async ({ id: child, number, service, environment }): Promise<Wanted> => {
      const release = (await historyOf(store, child))?.release;
      if (!release) return { kind: 'left', why: `${service} is left alone: the record of #${number} is gone` };
      if (isLive(release)) return { kind: 'left', why: `${service} is left alone: #${number} is not over yet` };
      const [last] = await broughtTo(store, { service, environment }, 1);
      if (last && last.id !== child) {
        const since = `#${last.number} has released ${last.plan.to.version} there since`;
        return { kind: 'left', why: `${service} is left alone: ${since}` };
      }
      const standing = await standsSince(
        deps,
        { service, environment, version: release.plan.to.version },
        release.plan,
      );
      if (standing.kind === 'replaced') return { kind: 'left', why: `${service} is left alone: ${standing.detail}` };
      const before = { ...versionBefore(release), strategy: null, backwards: true };
      return { kind: 'wanted', wanted: { ...request, service, environment, ...before } };
    }),
  );
}

async function stageOf(deps: RequestDeps, each: Wanted, draftOne: DraftOne): Promise<Stage | Refused> {
  if (each.kind === 'left') return each;
  const { service, version, environment } = each.wanted;
  const place = await locateService(deps, each.wanted);
  if (place.kind === 'refused') return place;
  const made = await draftOne(deps, place);
  const { refusal } = made;
  if (refusal?.code === 'already-running') {
    return { kind: 'left', why: `${service} runs ${version} already in ${environment}, and is left out` };
  }
  if (made.kind === 'refused') return made;
  return made.refusal ? refused(made.refusal) : { kind: 'stage', stage: made.plan };
}

import { findService } from '../config/catalogue.ts';
import type { Target } from '../domain/target.ts';
import { versionOf } from '../domain/version.ts';
import { makeTrainPlan } from '../strategies/train-plan.ts';
import type { RequestDeps } from './deps.ts';
import { type Draft, drafted } from './drafted.ts';
import { type Placed, refused } from './place.ts';
import { resolveWanted, unresolved } from './resolve.ts';
import { lookAtTarget } from './snapshot.ts';

/** Makes the draft of one release. */
type DraftOne = (deps: RequestDeps, place: Placed) => Promise<Draft>;

/**
 * What a train would do: which environments get the version, one after the other. The first of its releases is drafted as if it
 * had been asked for, so that what speaks against that is said at once; the others are, when it comes to them.
 */
export async function draftTrain(deps: RequestDeps, placed: Placed, draftOne: DraftOne): Promise<Draft> {
  const { request, target } = placed;
  const look = await lookAtTarget(deps.clusters, target);
  if (look.kind === 'refused') return look;
  const resolved = await resolveWanted(deps.imagesOf(target.images), target.repository, request);
  const { service, environment, version: named } = request;
  if (resolved.kind !== 'found') return refused(unresolved({ service, environment, version: named }, resolved));
  const { version, image, commit } = resolved.image;
  const { left, had } = await stagesOf(deps, target, version);
  const [next] = left;
  const first = await draftOne(deps, firstOf(placed, next));
  if (first.kind === 'refused') return first;
  const plan = makeTrainPlan({
    targets: left,
    strategy: request.strategy === null ? null : placed.strategy,
    from: versionOf(look.snapshot.image),
    to: { version, image, ...(commit ? { commit } : {}) },
    replicas: look.snapshot.replicas,
    runningSince: look.snapshot.runningSince,
    notes: had.map((each) => `${each} runs ${version} already, and is left out`),
  });
  const made = await drafted(deps, { request, target: plan.target }, { plan, figures: Promise.resolve(null) });
  return made.kind === 'drafted' ? { ...made, refusal: first.refusal } : made;
}

/** The release with which it begins, as if it had been asked for by itself. */
function firstOf({ request, strategy }: Placed, target: Target): Placed {
  const { train: _train, ...alone } = request;
  return {
    kind: 'placed',
    request: { ...alone, environment: target.environment },
    target,
    strategy: request.strategy === null ? target.strategy : strategy,
  };
}

interface Stages {
  left: [Target, ...Target[]];
  /** Environments at the beginning that run the version already. */
  had: string[];
}

/** All environments up to the one that is named, in promotion order. */
async function stagesOf(deps: RequestDeps, last: Target, version: string): Promise<Stages> {
  const service = findService(deps.catalogue(), last.service);
  const all = service.kind === 'found' ? service.value.targets : [];
  const before = all.slice(
    0,
    Math.max(
      0,
      all.findIndex(({ environment }) => environment === last.environment),
    ),
  );
  const running = await Promise.all(before.map((target) => lookAtTarget(deps.clusters, target)));
  const has = running.map((look) => look.kind === 'seen' && versionOf(look.snapshot.image).version === version);
  const lacking = has.indexOf(false);
  const begins = lacking < 0 ? before.length : lacking;
  const had = before.slice(0, begins).map(({ environment }) => environment);
  const [first = last, ...rest] = [...before.slice(begins), last];
  return { left: [first, ...rest], had };
}

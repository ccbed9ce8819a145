import { findService } from '../../config/catalogue.ts';
import type { Target } from '../../domain/target.ts';
import type { VersionTrain } from '../../domain/train.ts';
import { versionOf } from '../../domain/version.ts';
import { makeTrainPlan } from '../../strategies/train-plan.ts';
import { trainKinds } from '../../strategies/trains/index.ts';
import type { RequestDeps } from '../deps.ts';
import { type Draft, drafted } from '../drafted.ts';
import { type Placed, refused } from '../place.ts';
import { resolveWanted, unresolved } from '../resolve.ts';
import { lookAtTarget } from '../snapshot.ts';
import type { DraftOne } from './draft-train.ts';

/**
 * What a train would do: which environments and places get the version, one after the other. The first of its releases is
 * drafted as if it had been asked for, so that what speaks against that is said at once; the others are, when it comes to them.
 */
export async function draftVersionTrain(
  deps: RequestDeps,
  placed: Placed,
  kind: VersionTrain,
  draftOne: DraftOne,
): Promise<Draft> {
  const { request, target } = placed;
  const look = await lookAtTarget(deps.clusters, target);
  if (look.kind === 'refused') return look;
  const resolved = await resolveWanted(deps.imagesOf(target.images), target.repository, request);
  const { service, environment, version: named } = request;
  if (resolved.kind !== 'found') return refused(unresolved({ service, environment, version: named }, resolved));
  const { version, image, commit } = resolved.image;
  const { left, had } = await stagesOf(deps, placed, kind, version);
  const [next] = left;
  const first = await draftOne(deps, firstOf(placed, next));
  if (first.kind === 'refused') return first;
  const plan = makeTrainPlan({
    kind,
    named: environment,
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
  /** Those that run the version already: environments at the beginning, and any place. */
  had: string[];
}

/** What the train passes, and what it leaves out. Where all have the version, the last is left, to be refused as it would be by itself. */
async function stagesOf(
  deps: RequestDeps,
  { request, target }: Placed,
  kind: VersionTrain,
  version: string,
): Promise<Stages> {
  const service = findService(deps.catalogue(), target.service);
  const all = service.kind === 'found' ? trainKinds[kind].through(service.value.targets, request.environment) : [];
  const running = await Promise.all(all.map((each) => lookAtTarget(deps.clusters, each)));
  const has = running.map((look) => look.kind === 'seen' && versionOf(look.snapshot.image).version === version);
  const lacking = has.indexOf(false);
  const begins = lacking < 0 ? all.length - 1 : lacking;
  const had = all.filter((each, index) => has[index] && (index < begins || each.place !== undefined));
  const [first = target, ...rest] = all.filter((each) => !had.includes(each));
  return { left: [first, ...rest], had: had.map(({ environment }) => environment) };
}

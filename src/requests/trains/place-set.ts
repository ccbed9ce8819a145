import { environmentsOfSet, findEnvironment, findService, findSet, type SetEntry } from '../../config/catalogue.ts';
import type { Target } from '../../domain/target.ts';
import type { TrainAsked } from '../../domain/train.ts';
import { targetOfSet } from '../../strategies/set-plan.ts';
import type { RequestDeps } from '../deps.ts';
import { type NewRequest, type Placed, type Refused, refused } from '../place.ts';
import { historyOf } from '../queries.ts';
import { runningVersions } from '../running.ts';

type SetAsked = Extract<TrainAsked, { kind: 'set' }>;

/** A set of the catalogue, or one that was released and is to go back. Asks the cluster only where no environment is named. */
export function locateSet(deps: RequestDeps, wanted: NewRequest, { back }: SetAsked): Promise<Placed | Refused> {
  return back === undefined ? locateForward(deps, wanted) : locateBack(deps, wanted, back);
}

async function locateForward(deps: RequestDeps, wanted: NewRequest): Promise<Placed | Refused> {
  const found = findSet(deps.catalogue(), wanted.service);
  if (found.kind === 'unknown') {
    const { known, nearest: suggestions } = found;
    return refused({ code: 'unknown-set', set: wanted.service, environment: wanted.environment, known, suggestions });
  }
  const set = found.value;
  const environment = wanted.environment ?? set.environment ?? (await nextOf(deps, set));
  const targets = targetsOf(deps, set, environment);
  if ('kind' in targets) return targets;
  return placedAt(wanted, targetOfSet(set.name, set.channel, targets));
}

/** As it was released: its set may be another by now, or gone from the catalogue. */
async function locateBack({ store }: RequestDeps, wanted: NewRequest, train: string): Promise<Placed | Refused> {
  const found = await historyOf(store, train);
  if (!found) return refused({ code: 'unknown-release', named: train.replace(/^r/, '#') });
  return placedAt(wanted, found.release.plan.target);
}

function placedAt(wanted: NewRequest, target: Target): Placed {
  const request = { ...wanted, environment: target.environment };
  return { kind: 'placed', request, target, strategy: target.strategy };
}

/** Every service of the set there, in its order. */
function targetsOf(deps: RequestDeps, { services }: SetEntry, environment: string): [Target, ...Target[]] | Refused {
  const catalogue = deps.catalogue();
  const targets: Target[] = [];
  for (const { service, version } of services) {
    const entry = findService(catalogue, service);
    const found = entry.kind === 'found' ? findEnvironment(entry.value, environment) : entry;
    if (found.kind === 'unknown') {
      const { known, nearest: suggestions } = found;
      return refused({ code: 'unknown-environment', service, version, environment, known, suggestions });
    }
    targets.push(found.value);
  }
  const [first, ...rest] = targets;
  if (!first) throw new Error('the catalogue has a set without services');
  return [first, ...rest];
}

/** The first environment, in promotion order, in which one of the services does not run its version. */
async function nextOf(deps: RequestDeps, set: SetEntry): Promise<string> {
  const { services } = set;
  const catalogue = deps.catalogue();
  const shared = environmentsOfSet(catalogue, set);
  const running = await Promise.all(
    services.map(async ({ service, version }) => {
      const versions = await runningVersions(deps, service);
      return new Set(versions.filter((each) => each.version === version).map(({ environment }) => environment));
    }),
  );
  const lacking = shared.find((environment) => running.some((has) => !has.has(environment)));
  // Of services that share none, the first environment says which of them is not there.
  return lacking ?? shared.at(-1) ?? catalogue.environments[0]?.name ?? '';
}

import {
  destinationsOf,
  type Found,
  findDestination,
  findEnvironment,
  findService,
  findStrategy,
  placesWithin,
  type ServiceEntry,
} from '../config/catalogue.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import type { RequestDeps } from './deps.ts';
import { chooseEnvironment, chooseFlagEnvironment } from './environment.ts';

/** A request before it has a release: which environment may still be open. */
export type NewRequest = Omit<Request, 'environment'> & { environment: string | null };

/** What of the catalogue a request means. */
export interface Placed {
  kind: 'placed';
  request: Request;
  target: Target;
  strategy: Strategy;
}

export interface Refused {
  kind: 'refused';
  refusal: Refusal;
}

/** A service in an environment. Asks the cluster only where no environment is named. */
export async function locateService(deps: RequestDeps, wanted: NewRequest): Promise<Placed | Refused> {
  const catalogue = deps.catalogue();
  const service = findService(catalogue, wanted.service);
  if (service.kind === 'unknown') {
    const { known, nearest: suggestions } = service;
    const { version, environment } = wanted;
    return refused({ code: 'unknown-service', service: wanted.service, version, environment, known, suggestions });
  }
  const environment = wanted.environment ?? (await nextFor(deps, service.value, wanted));
  const found = findEnvironment(service.value, environment);
  if (found.kind === 'found') return chooseStrategy(deps, service.value, found.value, wanted, environment);
  const all = placesWithin(service.value, environment);
  const last = all.at(-1);
  if (last && isOfAllPlaces(wanted)) {
    const train = wanted.train ?? { kind: 'places' };
    return chooseStrategy(deps, service.value, last, { ...wanted, train }, environment);
  }
  const { version } = wanted;
  // A flag is moved, and a version taken back, in one place: the environment itself has none of its own.
  const known = last ? all.map((target) => target.environment) : destinationsOf(catalogue, service.value.name);
  const suggestions = last ? known : nearestOf(findDestination(service.value, environment));
  return refused({
    code: 'unknown-environment',
    service: service.value.name,
    version,
    environment,
    known,
    suggestions,
  });
}

/** What may be asked for an environment with several places: a version that comes to all of them. */
function isOfAllPlaces({ flag, backwards, partOf }: NewRequest): boolean {
  return !flag && !backwards && !partOf;
}

function nearestOf(found: Found<string>): string[] {
  return found.kind === 'unknown' ? found.nearest : [];
}

function nextFor(deps: RequestDeps, service: ServiceEntry, { flag, version }: NewRequest): Promise<string> {
  return flag ? chooseFlagEnvironment(deps, service, flag) : chooseEnvironment(deps, service, version);
}

function chooseStrategy(
  deps: RequestDeps,
  service: ServiceEntry,
  target: Target,
  wanted: NewRequest,
  environment: string,
): Placed | Refused {
  const request: Request = { ...wanted, environment };
  if (!wanted.strategy) return placed(request, target, target.strategy);
  const found = findStrategy(deps.catalogue(), wanted.strategy);
  if (found.kind === 'found') return placed(request, target, found.value);
  return refused({
    code: 'unknown-strategy',
    service: service.name,
    version: wanted.version,
    environment,
    strategy: wanted.strategy,
    known: found.known,
    suggestions: found.nearest,
  });
}

/** A version that comes back has been looked at before. */
function placed(request: Request, target: Target, strategy: Strategy): Placed {
  const back = request.backwards ? kindOfStrategy(strategy).wayBack(strategy) : strategy;
  return { kind: 'placed', request, target, strategy: back };
}

export function refused(refusal: Refusal): Refused {
  return { kind: 'refused', refusal };
}

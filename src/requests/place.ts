import { findEnvironment, findService, findStrategy, type ServiceEntry } from '../config/catalogue.ts';
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

/** Asks the cluster only where no environment is named. */
export async function locate(deps: RequestDeps, wanted: NewRequest): Promise<Placed | Refused> {
  const catalogue = deps.catalogue();
  const service = findService(catalogue, wanted.service);
  if (service.kind === 'unknown') {
    const { known, nearest: suggestions } = service;
    const { version, environment } = wanted;
    return refused({ code: 'unknown-service', service: wanted.service, version, environment, known, suggestions });
  }
  const environment = wanted.environment ?? (await nextFor(deps, service.value, wanted));
  const found = findEnvironment(service.value, environment);
  if (found.kind === 'unknown') {
    const { known, nearest: suggestions } = found;
    const { service: name, version } = wanted;
    return refused({ code: 'unknown-environment', service: name, version, environment, known, suggestions });
  }
  return chooseStrategy(deps, service.value, found.value, wanted);
}

function nextFor(deps: RequestDeps, service: ServiceEntry, { flag, version }: NewRequest): Promise<string> {
  return flag ? chooseFlagEnvironment(deps, service, flag) : chooseEnvironment(deps, service, version);
}

function chooseStrategy(
  deps: RequestDeps,
  service: ServiceEntry,
  target: Target,
  wanted: NewRequest,
): Placed | Refused {
  const request: Request = { ...wanted, environment: target.environment };
  if (!wanted.strategy) return placed(request, target, target.strategy);
  const found = findStrategy(deps.catalogue(), wanted.strategy);
  if (found.kind === 'found') return placed(request, target, found.value);
  return refused({
    code: 'unknown-strategy',
    service: service.name,
    version: wanted.version,
    environment: target.environment,
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

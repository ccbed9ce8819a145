import type { RequestDeps } from './deps.ts';
import { locateService, type NewRequest, type Placed, type Refused } from './place.ts';
import { locateSet } from './trains/place-set.ts';

/** What of the catalogue a request means. Asks the cluster only where no environment is named. */
export async function locate(deps: RequestDeps, wanted: NewRequest): Promise<Placed | Refused> {
  const { train } = wanted;
  return train?.kind === 'set' ? locateSet(deps, wanted, train) : locateService(deps, wanted);
}

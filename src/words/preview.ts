import { candidateService } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { reachByHand } from './by-hand.ts';
import { markedRequests } from './traffic.ts';
import { code, lines, say, type Words } from './words.ts';

/** That the new version waits to be switched to, and how people look at it meanwhile. */
export function readyToSwitch({ plan, route }: Pick<Release, 'plan' | 'route'>): Words {
  return lines(
    say`${plan.to.version} is ready and waits to be switched to: have a look, then press Switch.`,
    ...(route?.kind === 'match' ? [say`Reached by ${markedRequests(route.mark)}.`] : []),
    wayToService(plan),
  );
}

/** By its own Service, from inside the cluster and from outside. */
function wayToService({ target }: Plan): Words {
  const service = candidateService(target) ?? '';
  return say`In namespace ${target.namespace} by Service ${service}; from outside by ${code(reachByHand(target))}.`;
}

import type { Flow } from '../analysis/flow.ts';
import type { Plan } from '../domain/plan.ts';
import type { Route } from '../domain/route.ts';
import { count, counted, share } from './format.ts';
import { copiesOf } from './traffic.ts';
import { nothing, say, type Words } from './words.ts';

/** That the pods see other requests than the routes say, with what that rests on. Whole sentences. */
export function otherFlow(flow: Flow, route: Route, plan: Plan): Words {
  switch (route.kind) {
    case 'weight':
      return otherShare(flow, route.percent, plan);
    case 'mirror':
      return otherCopies(flow, route.percent, plan);
    case 'match':
      return nothing;
  }
}

/** @param percent the wanted copies of what stable answers */
function otherCopies({ candidate, stable }: Flow, percent: number, { to }: Plan): Words {
  if (candidate === 0)
    return say`None of ${counted(stable, 'request')} was copied to ${to.version}, which should get ${copiesOf(percent)}. The routes say so, but what carries them out does not.`;
  return say`${to.version} gets ${counted(candidate, 'request')} beside the ${count(stable)} that were answered, instead of ${copiesOf(percent)}. The routes say ${share(percent)}, so something else leads requests to it, or does not copy them.`;
}

/** @param percent the wanted share */
function otherShare({ candidate, stable }: Flow, percent: number, { from, to }: Plan): Words {
  const all = candidate + stable;
  const seen = `${count(candidate)} of ${counted(all, 'request')}`;
  const wanted = share(percent);
  if (candidate === 0)
    return say`None of ${counted(all, 'request')} reached ${to.version}, which should get ${wanted}. The routes say ${wanted}, so something else leads the traffic.`;
  if (percent >= 100)
    return say`${from.version} still gets ${share((100 * stable) / all)} of the requests (${count(stable)} of ${count(all)}), though the routes give it none. Some of its traffic does not pass by the routes.`;
  return say`${to.version} gets ${share((100 * candidate) / all)} of the requests (${seen}) instead of ${wanted}. The routes say ${wanted}, so something else leads part of the traffic.`;
}

/** That a version without any share is still asked. */
export function stillFlows({ candidate, stable }: Flow, version: string): Words {
  const all = candidate + stable;
  return say`${version} still gets ${share((100 * candidate) / all)} of the requests (${count(candidate)} of ${count(all)}), though the routes give it none`;
}

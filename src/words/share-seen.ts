import type { Flow } from '../analysis/flow.ts';
import type { Plan } from '../domain/plan.ts';
import { count, counted, share } from './format.ts';
import { say, type Words } from './words.ts';

/** That the pods see another share than was written, with what that rests on. Whole sentences. @param percent the wanted one */
export function otherShare({ candidate, stable }: Flow, percent: number, { from, to }: Plan): Words {
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

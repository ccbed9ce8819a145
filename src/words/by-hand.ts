import { candidateName, candidateService } from '../domain/names.ts';
import type { Action, Plan } from '../domain/plan.ts';
import { chosen } from '../providers/family.ts';
import { families } from '../providers/index.ts';

/** The command by which a person does an undo action without Sluice; null where there is none. */
export function byHand(action: Action, plan: Plan): string | null {
  const { target } = plan;
  const { workload } = target;
  const kubectl = `kubectl -n ${quote(target.namespace)}`;
  switch (action.kind) {
    case 'traffic.restore':
    case 'route.clean':
      return takeBackTraffic(plan);
    case 'candidate.remove':
      return removeCandidate(plan);
    case 'workload.update':
      return `${kubectl} set image deployment/${quote(workload.name)} ${quote(`${workload.container}=${action.image}`)}`;
    case 'workload.scale':
      return `${kubectl} scale deployment/${quote(workload.name)} --replicas=${action.replicas}`;
    case 'route.prepare':
    case 'candidate.start':
    case 'candidate.scale':
    case 'traffic.shift':
    case 'bake':
    case 'verify.clean':
      return null;
  }
}

function removeCandidate({ target }: Plan): string {
  const service = candidateService(target);
  const objects = [`deployment/${candidateName(target)}`, ...(service ? [`service/${service}`] : [])];
  return `kubectl -n ${quote(target.namespace)} delete ${objects.map(quote).join(' ')} --ignore-not-found`;
}

/** Null for a router that this version does not know: a guess would send a person to the wrong object. */
function takeBackTraffic(plan: Plan): string | null {
  const { target, from } = plan;
  const router = chosen(families.traffic.kinds, target.router);
  if (router === null) return null;
  const taken = router.kind.byHand(router.config, from);
  if (taken === null) return removeCandidate(plan);
  return ['kubectl', '-n', target.namespace, ...taken.kubectl].map(quote).join(' ');
}

/** What to do in an editor that the command opens; null where the command says it all. */
export function byHandHint(action: Action, { target, from }: Plan): string | null {
  if (action.kind !== 'traffic.restore') return null;
  const router = chosen(families.traffic.kinds, target.router);
  return router?.kind.byHand(router.config, from)?.hint ?? null;
}

/** Names come from the catalogue, but what is pasted into a shell is quoted all the same. */
function quote(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

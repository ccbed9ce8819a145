import { candidateName, candidateService } from '../domain/names.ts';
import type { Action, Plan } from '../domain/plan.ts';
import { kindOf } from '../workloads/of-target.ts';

/** The command by which a person does an undo action without Sluice; null where there is none. */
export function byHand(action: Action, plan: Plan): string | null {
  const { target } = plan;
  const { workload } = target;
  const { word } = kindOf(target);
  const kubectl = `kubectl -n ${quote(target.namespace)}`;
  switch (action.kind) {
    case 'traffic.restore':
    case 'route.clean':
      return target.router.kind === 'replicas' ? removeCandidate(plan) : editRoute(plan);
    case 'candidate.remove':
      return removeCandidate(plan);
    case 'workload.update':
      return `${kubectl} set image ${word}/${quote(workload.name)} ${quote(`${workload.container}=${action.image}`)}`;
    case 'workload.scale':
      return `${kubectl} scale ${word}/${quote(workload.name)} --replicas=${action.replicas}`;
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
  const objects = [`${kindOf(target).word}/${candidateName(target)}`, ...(service ? [`service/${service}`] : [])];
  return `kubectl -n ${quote(target.namespace)} delete ${objects.map(quote).join(' ')} --ignore-not-found`;
}

/** The weights stand in an object whose shape is the router's: a person edits it. */
function editRoute({ target }: Plan): string {
  const { kind, virtualService } = target.router;
  const name = typeof virtualService === 'string' ? ` ${quote(virtualService)}` : '';
  const resource = kind === 'istio' ? `virtualservice${name}` : `httproute${name}`;
  return `kubectl -n ${quote(target.namespace)} edit ${resource}`;
}

/** What to do in an editor that the command opens; null where the command says it all. */
export function byHandHint(action: Action, { target, from }: Plan): string | null {
  if (target.router.kind === 'replicas' || action.kind !== 'traffic.restore') return null;
  return `set the weight of ${from.version} to 100 and that of the candidate to 0`;
}

/** Names come from the catalogue, but what is pasted into a shell is quoted all the same. */
function quote(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

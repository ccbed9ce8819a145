import { candidateName, candidateService } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';

/** The command by which a person gives the user's own workload another image. */
export function setImageByHand(target: Target, image: string): string {
  const { name, container } = target.workload;
  return `${kubectl(target)} set image deployment/${quote(name)} ${quote(`${container}=${image}`)}`;
}

/** The command by which a person gives the user's own workload so many pods. */
export function scaleByHand(target: Target, replicas: number): string {
  return `${kubectl(target)} scale deployment/${quote(target.workload.name)} --replicas=${replicas}`;
}

/** The command by which a person removes the candidate. */
export function candidateByHand(target: Target): string {
  const service = candidateService(target);
  const objects = [`deployment/${candidateName(target)}`, ...(service ? [`service/${service}`] : [])];
  return `${kubectl(target)} delete ${objects.map(quote).join(' ')} --ignore-not-found`;
}

/**
 * The command by which a person takes the traffic from the candidate. Weights stand in an object whose shape is the
 * router's: it opens in an editor (`edits`). Without a router the candidate's pods are its share.
 */
export function routesByHand(target: Target): { command: string; edits: boolean } {
  const { kind, virtualService } = target.router;
  if (kind === 'replicas') return { command: candidateByHand(target), edits: false };
  const name = typeof virtualService === 'string' ? ` ${quote(virtualService)}` : '';
  const resource = kind === 'istio' ? `virtualservice${name}` : `httproute${name}`;
  return { command: `${kubectl(target)} edit ${resource}`, edits: true };
}

function kubectl({ namespace }: Target): string {
  return `kubectl -n ${quote(namespace)}`;
}

/** Names come from the catalogue, but what is pasted into a shell is quoted all the same. */
function quote(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

import { candidateName, candidateService, migrationJob } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import { imagesByContainer, type Version } from '../domain/version.ts';
import { chosen } from '../providers/family.ts';
import { families } from '../providers/index.ts';
import { kindOf } from '../workloads/of-target.ts';
import { quote } from './escape.ts';

/** A command, and what to do in an editor that it opens; null where the command says it all. */
export interface HandCommand {
  command: string;
  hint: string | null;
}

/** The command by which a person gives the user's own workload the images of a version. */
export function setImageByHand(target: Target, version: Version): string {
  const { name, container } = target.workload;
  const images = [...imagesByContainer(version, container)].map((each) => quote(each.join('=')));
  return `${kubectl(target)} set image ${kindOf(target).word}/${quote(name)} ${images.join(' ')}`;
}

/** The command by which a person gives the user's own workload so many pods. */
export function scaleByHand(target: Target, replicas: number): string {
  return `${kubectl(target)} scale ${kindOf(target).word}/${quote(target.workload.name)} --replicas=${replicas}`;
}

/** The command by which a person removes the candidate. */
export function candidateByHand(target: Target): string {
  const service = candidateService(target);
  const objects = [`${kindOf(target).word}/${candidateName(target)}`, ...(service ? [`service/${service}`] : [])];
  return `${kubectl(target)} delete ${objects.map(quote).join(' ')} --ignore-not-found`;
}

/** The command by which a person reaches the candidate from their own machine, at a free port of theirs. */
export function reachByHand(target: Target): string {
  const pods = `${kindOf(target).word}/${candidateName(target)}`;
  return `${kubectl(target)} port-forward ${quote(pods)} :${target.workload.port}`;
}

/** The command by which a person removes the Jobs of a migration, so that the way back goes on without them. */
export function jobsByHand(target: Target): string {
  const jobs = (['expand', 'undo'] as const).map((phase) => quote(`job/${migrationJob(target, phase)}`));
  return `${kubectl(target)} delete ${jobs.join(' ')} --ignore-not-found`;
}

/**
 * How a person takes the traffic from the candidate; without a router the candidate's pods are its share. Null for a router
 * that this version does not know: a guess would send a person to the wrong object.
 */
export function routesByHand(target: Target, from: Version): HandCommand | null {
  const router = chosen(families.traffic.kinds, target.router);
  if (router === null) return null;
  const taken = router.kind.byHand(router.config, from, target);
  if (taken === null) return { command: candidateByHand(target), hint: null };
  return { command: ['kubectl', '-n', target.namespace, ...taken.kubectl].map(quote).join(' '), hint: taken.hint };
}

function kubectl({ namespace }: Target): string {
  return `kubectl -n ${quote(namespace)}`;
}

import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { versionOf } from '../domain/version.ts';
import type { Standing, Wanted } from '../steps/children.ts';
import { otherImage } from '../steps/still-in.ts';
import { counted } from '../words/format.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { RequestDeps } from './deps.ts';
import { findChild } from './find-child.ts';
import { lookAtTarget, type Seen } from './snapshot.ts';

/** How the version that a train has brought to a place stands there now: by its workload, which anybody may have changed. */
export async function standingOf(requests: RequestDeps, train: Release, wanted: Wanted): Promise<Standing> {
  const child = await findChild(requests, train, wanted);
  return standsSince(requests, wanted, child?.plan ?? null);
}

/** The same of one release. @param plan by which it was brought in; null where it was there before */
export async function standsSince(
  { catalogue, clusters }: Pick<RequestDeps, 'catalogue' | 'clusters'>,
  { service, environment, version }: Pick<Wanted, 'service' | 'environment' | 'version'>,
  plan: Plan | null,
): Promise<Standing> {
  const gone: Standing = { kind: 'replaced', detail: `${service} is gone from ${environment}` };
  if (!environmentsOf(catalogue(), service).includes(environment)) return gone;
  const target = targetOf(catalogue(), service, environment);
  const look = await lookAtTarget(clusters, target);
  if (look.kind === 'refused') {
    const { refusal } = look;
    if (refusal.code !== 'cluster-unreachable') return gone;
    return { kind: 'unsure', detail: `can't tell how ${service} is in ${environment}: ${refusal.detail}` };
  }
  const title = `${stableTitle(target)} in ${environment}`;
  const now = versionOf(look.snapshot.image).version;
  if (now === version) return wellOrNot(look, title);
  // What an admission policy has put in its place is the same.
  if (plan && otherImage(look.workload, title, plan) === null) return wellOrNot(look, title);
  // Who has done that, the object does not say: what a release writes is given back to who owned it before.
  return { kind: 'replaced', detail: `${environment} runs ${now} by now, and not ${version}` };
}

function wellOrNot({ workload: { settled, ready, replicas } }: Seen, title: string): Standing {
  if (settled) return { kind: 'well' };
  return { kind: 'unsure', detail: `${title} has ${ready} of ${counted(replicas, 'pod')} ready` };
}

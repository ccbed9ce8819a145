import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { Release } from '../domain/release.ts';
import { versionOf } from '../domain/version.ts';
import type { Standing, Wanted } from '../steps/children.ts';
import { counted } from '../words/format.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { RequestDeps } from './deps.ts';
import { findChild } from './find-child.ts';
import { lookAtTarget, type Seen } from './snapshot.ts';

/** How the version that a train has brought to a place stands there now: by its workload, which anybody may have changed. */
export async function standingOf(requests: RequestDeps, train: Release, wanted: Wanted): Promise<Standing> {
  const { service, environment } = wanted;
  const gone: Standing = { kind: 'replaced', detail: `${service} is gone from ${environment}` };
  const catalogue = requests.catalogue();
  if (!environmentsOf(catalogue, service).includes(environment)) return gone;
  const target = targetOf(catalogue, service, environment);
  const look = await lookAtTarget(requests.clusters, target);
  if (look.kind === 'refused') {
    const { refusal } = look;
    if (refusal.code !== 'cluster-unreachable') return gone;
    return { kind: 'unsure', detail: `can't tell how ${service} is in ${environment}: ${refusal.detail}` };
  }
  const { image } = look.snapshot;
  const { version } = versionOf(image);
  const isSame = version === wanted.version || image === (await findChild(requests, train, wanted))?.plan.to.image;
  if (!isSame) return { kind: 'replaced', detail: `${environment} runs ${version} by now, and not ${wanted.version}` };
  return wellOrNot(look, `${stableTitle(target)} in ${environment}`);
}

function wellOrNot({ workload: { settled, ready, replicas } }: Seen, title: string): Standing {
  if (settled) return { kind: 'well' };
  return { kind: 'unsure', detail: `${title} has ${ready} of ${counted(replicas, 'pod')} ready` };
}

import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { Target } from '../domain/target.ts';
import { versionOf } from '../domain/version.ts';
import type { PodImages, Running } from '../gates/world.ts';
import { type Clusters, KubeError } from '../platform/kube.ts';
import { imageDigestOf } from '../workloads/objects/pod.ts';
import { kindOf, readStable } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import type { RequestDeps } from './deps.ts';
import { lookAtTarget } from './snapshot.ts';

type Deps = Pick<RequestDeps, 'catalogue' | 'clusters'>;

/** What a service runs in an environment now. A cluster that does not answer leaves it unknown. */
export async function runningIn(deps: Deps, service: string, environment: string): Promise<Running> {
  const catalogue = deps.catalogue();
  if (!environmentsOf(catalogue, service).includes(environment)) return { kind: 'nothing' };
  const look = await lookAtTarget(deps.clusters, targetOf(catalogue, service, environment));
  if (look.kind === 'seen') {
    const { rolled, ready } = look.workload;
    return { kind: 'image', image: look.snapshot.image, ...(rolled && ready > 0 ? {} : { underWay: true }) };
  }
  const { refusal } = look;
  return refusal.code === 'cluster-unreachable' ? { kind: 'unknown', detail: refusal.detail } : { kind: 'nothing' };
}

/** What its ready pods report that they run, in the container that is released; asked where its image isn't pinned. */
export async function podImagesIn(deps: Deps, service: string, environment: string): Promise<PodImages> {
  const catalogue = deps.catalogue();
  if (!environmentsOf(catalogue, service).includes(environment)) return { kind: 'seen', digests: [] };
  try {
    const target = targetOf(catalogue, service, environment);
    const stable = await readStable(deps.clusters(target.cluster), target);
    return { kind: 'seen', digests: stable ? await podDigests(deps.clusters, target, stable) : [] };
  } catch (error) {
    if (error instanceof KubeError) return { kind: 'unknown', detail: error.message };
    throw error;
  }
}

/** The digest that each ready pod of a workload reports; null for one that reports none. @throws KubeError */
export async function podDigests(clusters: Clusters, target: Target, workload: Workload): Promise<(string | null)[]> {
  const { container } = target.workload;
  const pods = await kindOf(target).pods(clusters(target.cluster), workload, container);
  return pods.flatMap(({ pod, ready }) => (ready ? [imageDigestOf(pod, container)] : []));
}

/** The image reference that a service runs in an environment now; null where none runs, or it cannot be told. */
export async function runningImage(deps: Deps, service: string, environment: string): Promise<string | null> {
  const running = await runningIn(deps, service, environment);
  return running.kind === 'image' ? running.image : null;
}

/** The version by environment, in promotion order; null where it cannot be told. */
export async function runningVersions(
  deps: Deps,
  service: string,
): Promise<{ environment: string; version: string | null }[]> {
  const environments = environmentsOf(deps.catalogue(), service);
  return Promise.all(
    environments.map(async (environment) => {
      const image = await runningImage(deps, service, environment);
      return { environment, version: image && versionOf(image).version };
    }),
  );
}

import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { Running } from '../gates/gate.ts';
import type { RequestDeps } from './deps.ts';
import { lookAtTarget, versionOf } from './snapshot.ts';

type Deps = Pick<RequestDeps, 'catalogue' | 'clusters'>;

/** What a service runs in an environment now. A cluster that does not answer leaves it unknown. */
export async function runningIn(deps: Deps, service: string, environment: string): Promise<Running> {
  const catalogue = deps.catalogue();
  if (!environmentsOf(catalogue, service).includes(environment)) return { kind: 'nothing' };
  const look = await lookAtTarget(deps.clusters, targetOf(catalogue, service, environment));
  if (look.kind === 'seen') return { kind: 'image', image: look.snapshot.image };
  const { refusal } = look;
  return refusal.code === 'cluster-unreachable' ? { kind: 'unknown', detail: refusal.detail } : { kind: 'nothing' };
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

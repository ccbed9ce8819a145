import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { RequestDeps } from './deps.ts';
import { lookAtTarget, versionOf } from './snapshot.ts';

type Deps = Pick<RequestDeps, 'catalogue' | 'clusters'>;

/** The image reference that a service runs in an environment now; null where it cannot be told. */
export async function runningImage(deps: Deps, service: string, environment: string): Promise<string | null> {
  const catalogue = deps.catalogue();
  if (!environmentsOf(catalogue, service).includes(environment)) return null;
  const look = await lookAtTarget(deps.clusters, targetOf(catalogue, service, environment));
  return look.kind === 'seen' ? look.snapshot.image : null;
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

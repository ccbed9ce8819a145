import type { Version } from '../domain/version.ts';
import type { RequestDeps } from './deps.ts';
import { type Placed, type Refused, refused } from './place.ts';
import { resolveWanted, unresolved } from './resolve.ts';
import { lookAtTarget, type Seen } from './snapshot.ts';

/** What is there, and the version that is to come: what every plan of a version begins with. */
export interface Wanted {
  kind: 'wanted';
  look: Seen;
  to: Version;
}

/** Asks the cluster and the registry at the same time. */
export async function lookAtWanted(deps: RequestDeps, { request, target }: Placed): Promise<Wanted | Refused> {
  const [look, resolved] = await Promise.all([
    lookAtTarget(deps.clusters, target),
    resolveWanted(deps.imagesOf(target.images), target.repository, request),
  ]);
  if (look.kind === 'refused') return look;
  const known = { service: target.service, environment: target.environment, version: request.version };
  if (resolved.kind !== 'found') return refused(unresolved(known, resolved));
  const { version, image, commit } = resolved.image;
  return { kind: 'wanted', look, to: { version, image, ...(commit ? { commit } : {}) } };
}

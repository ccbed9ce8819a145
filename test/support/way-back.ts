import { vi } from 'vitest';
import type { Fault, FaultEffect } from '../../sandbox/cluster/http/faults.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';

/**
 * Keeps the release in a namespace from going back: routes are out of reach, and once it has met that, Deployments too.
 * Not before: judging looks at Deployments, and without its figures it would ask a person instead.
 */
export async function blockWayBack(
  { faults }: SandboxWorld['cluster'],
  namespace: string,
  effect: FaultEffect,
  verbs: readonly string[] = ['get', 'update', 'patch'],
): Promise<Fault> {
  const block = (resource: string) =>
    faults.add(effect, { match: { namespace, resource, verbs, userAgent: /^sluice$/ } });
  const routes = block('virtualservices');
  await vi.waitUntil(() => routes.hits() > 0, { timeout: 60_000 });
  const deployments = block('deployments');
  return {
    hits: () => routes.hits() + deployments.hits(),
    remove() {
      routes.remove();
      deployments.remove();
    },
  };
}

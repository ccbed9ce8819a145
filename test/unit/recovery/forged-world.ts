import type { SealsOf } from '../../../src/platform/kube/seal.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { createEngineWorld, type EngineWorldOptions, visible } from '../../support/engine-world.ts';
import { testSeals } from '../../support/fence.ts';

export const namespace = 'shop';
export const canary = { kind: 'canary' as const, steps: [{ percent: 50, bakeMs: 600_000 }] };
export const rolling = { kind: 'rolling' as const, bakeMs: 600_000 };
/** What they would have run. */
export const evil = 'evil.example/miner:1';
export const evilUndo = JSON.stringify([
  { kind: 'workload.update', image: evil, replicas: 4 },
  { kind: 'verify.clean' },
]);
export const apps = { apiVersion: 'apps/v1', kind: 'Deployment', namespace };

/** A Service that somebody has marked. */
export function service(name: string, marks: Record<string, string>, release?: string): KubeObject {
  const labels = release === undefined ? {} : { labels: { 'sluice.dev/release': release } };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...labels, annotations: marks },
    spec: { selector: { app: 'theirs' }, ports: [{ port: 80 }] },
  };
}

/** A cluster in which a release has gone as far as so many turns take it. */
export async function world(options: Partial<EngineWorldOptions> = {}, turns = 12) {
  const made = await createEngineWorld({ strategy: canary, ...options });
  const before = visible(made.kube);
  await made.run(turns);
  const { target } = made.plan;
  const deps = (seals: SealsOf = testSeals) => ({
    clusters: () => made.kube,
    seals,
    clock: made.clock,
    log: silentLog,
    targets: () => [target],
    queue: { wake: async () => undefined, tell: async () => undefined },
  });
  return { ...made, before, target, deps };
}

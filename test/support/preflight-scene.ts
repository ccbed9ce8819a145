import type { Strategy, Target } from '../../src/domain/target.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import type { Scene } from '../../src/preflight/check.ts';
import { findingsOf, needsOf, type Unseen } from '../../src/preflight/preflight.ts';
import { sceneOf } from '../../src/preflight/scene.ts';
import { type Around, type Source, sources } from '../../src/preflight/sources.ts';
import type { RouterTraits } from '../../src/providers/routers/kind.ts';
import { writtenStrategy } from '../../src/strategies/make-plan.ts';
import { kindOf } from '../../src/workloads/of-target.ts';
import { exampleTarget } from './release-plan.ts';

type Fields = Record<string, unknown>;

export interface SceneOptions {
  /** Over the Deployment's spec. */
  spec?: Fields;
  /** Over the spec of its pod template. */
  pod?: Fields;
  labels?: Record<string, string>;
  /** Over the Service's spec; null for a worker without one. */
  service?: Fields | null;
  strategy?: Strategy['kind'];
  /** `host`: the candidate has one of its own; `pods`: it stands behind the Service. */
  router?: 'host' | 'pods';
  target?: Partial<Target>;
  metadata?: Fields;
  /** That runs. */
  version?: string;
}

export const traits: Record<'host' | 'pods', RouterTraits> = {
  host: { precision: 'exact', candidateBehindService: false, routes: ['weight'], marks: [] },
  pods: { precision: 'pods', candidateBehindService: true, routes: ['weight'], marks: [] },
};

/** A Deployment of checkout as its users have it. */
export function deploymentOf({ spec, pod, labels = { app: 'checkout' }, metadata }: SceneOptions = {}): KubeObject {
  const container = { name: 'app', image: 'registry.example/checkout:2.4.0', ports: [{ containerPort: 8080 }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace: 'shop', ...metadata },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container], ...pod } },
      ...spec,
    },
  };
}

/** What a release of such a workload would be about. Throws where its template cannot be read. */
export function sceneWith(options: SceneOptions = {}): Scene {
  const { service = {}, strategy = 'canary', router = 'host', labels = { app: 'checkout' } } = options;
  const workload = options.target?.workload ?? exampleTarget().workload;
  const target = exampleTarget({
    namespace: 'shop',
    ...options.target,
    workload: { ...workload, ...(service === null ? { service: null } : {}) },
  });
  const scene = sceneOf({
    target,
    strategy: writtenStrategy.parse({ kind: strategy }),
    router: traits[router],
    routes: router === 'host' ? ['VirtualService checkout'] : [],
    workload: kindOf(target).read(deploymentOf(options)),
    service: service && {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: workload.service ?? '', namespace: 'shop', labels: { app: 'checkout' } },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }], ...service },
    },
    version: options.version ?? '2.4.0',
  });
  if (scene === null) throw new Error('the template cannot be read');
  return scene;
}

/** Objects of the namespace, by their kind; each must be one that the checks read. */
export function aroundOf(objects: readonly { kind: string; metadata: Fields; [field: string]: unknown }[]): Around {
  const found: Record<string, unknown[]> = {};
  for (const object of objects) {
    const entry = Object.entries(sources as Record<string, Source>).find(
      ([, { kinds }]) => kinds[0].kind === object.kind,
    );
    if (!entry) throw new Error(`no check reads objects of kind ${object.kind}`);
    const [name, { schema }] = entry;
    found[name] = [...(found[name] ?? []), schema.parse(object)];
  }
  return found;
}

/** What is found, as `refuse: …`; only what the checks have asked for is shown to them. */
export function found(scene: Scene, objects: Parameters<typeof aroundOf>[0] = [], unseen: readonly Unseen[] = []) {
  const all = aroundOf(objects);
  const asked: readonly string[] = needsOf(scene);
  const around = Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name)));
  return findingsOf(scene, { around, unseen }).map(
    ({ severity, detail, remedy }) => `${severity}: ${detail} → ${remedy}`,
  );
}

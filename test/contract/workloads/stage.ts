import { afterAll, beforeAll, vi } from 'vitest';
import { createClusters } from '../../../src/platform/kube/index.ts';
import type { Kube, KubeObject, ObjectRef } from '../../../src/platform/kube.ts';
import type { Workload, WorkloadKind } from '../../../src/workloads/workload.ts';
import { as, type Client, connect } from '../cluster/client.ts';
import { type RolloutStage, rolloutStage, soon } from '../cluster/rollout-stage.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { nodeLabels } from './subjects.ts';

/** What a kind's suite needs: the kind, and what a user would have applied. */
export interface Subject {
  kind: WorkloadKind;
  /** That must be there, besides the cluster's own. */
  nodes: readonly string[];
  /** Two pods of a container named `app`, found by `app: <name>`. */
  manifest(name: string, image: string, spec?: object): object;
}

export interface WorkloadStage extends Pick<RolloutStage, 'namespace' | 'kubelet' | 'client'> {
  readonly kube: Kube;
  ref(name: string): ObjectRef;
  create(manifest: object): Promise<KubeObject>;
  read(name: string): Promise<Workload>;
  /** Reads, changes and writes, again where its controller was faster. */
  change(name: string, how: (object: KubeObject) => KubeObject): Promise<void>;
  /** Resolves with the workload as it is once it is like this. */
  until(name: string, like: (workload: Workload) => boolean): Promise<Workload>;
}

/** A node that takes pods: a new one has a taint until somebody says that it is ready. */
async function createNode({ core }: Client, name: string): Promise<void> {
  await core.createNode({ body: { metadata: { name, labels: nodeLabels } } });
  await core.patchNode({ name, body: { spec: { taints: null } } }, as('MergePatch'));
}

/** A workload as Sluice's own client sees it, in a namespace with a kubelet. */
export function workloadStage(target: () => ClusterTarget, { kind, nodes }: Subject): WorkloadStage {
  const rollouts = rolloutStage(target);
  let clusters: ReturnType<typeof createClusters>;
  beforeAll(async () => {
    const { kubeconfig } = target();
    clusters = createClusters({ here: { inline: kubeconfig } });
    for (const name of nodes) await createNode(connect(kubeconfig), name);
  });
  afterAll(() => clusters.close());

  const here = () => clusters('here');
  const ref = (name: string) => ({
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    namespace: rollouts.namespace,
    name,
  });
  const raw = async (name: string) => {
    const object = await here().get(ref(name));
    if (!object) throw new Error(`there is no ${name}`);
    return object;
  };
  const read = async (name: string) => kind.read(await raw(name));
  return {
    get kube() {
      return here();
    },
    get namespace() {
      return rollouts.namespace;
    },
    get client() {
      return rollouts.client;
    },
    get kubelet() {
      return rollouts.kubelet;
    },
    ref,
    read,
    create(manifest) {
      const object = { ...manifest, apiVersion: kind.apiVersion, kind: kind.kind } as KubeObject;
      return here().create({ ...object, metadata: { ...object.metadata, namespace: rollouts.namespace } });
    },
    change: (name, how) => vi.waitFor(async () => void (await here().replace(how(await raw(name)))), soon),
    until: (name, like) =>
      vi.waitFor(async () => {
        const workload = await read(name);
        if (!like(workload)) throw new Error(`${name} is not like that: ${JSON.stringify(workload.object['status'])}`);
        return workload;
      }, soon),
  };
}

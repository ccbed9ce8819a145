import type { V1Deployment, V1ReplicaSet } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { as, type Client, connect, createNamespace } from './client.ts';
import { type Kubelet, startKubelet } from './kubelet.ts';
import type { ClusterTarget } from './target.ts';

/** How long, and how often, is looked for what a controller does. */
export const soon = { timeout: 15_000, interval: 50 };

/** A namespace with a kubelet of its own; all of it is there while a test runs. */
export interface RolloutStage {
  readonly client: Client;
  readonly namespace: string;
  readonly kubelet: Kubelet;
  read(name: string): Promise<V1Deployment>;
  patch(name: string, body: object): Promise<V1Deployment>;
  setImage(name: string, image: string): Promise<V1Deployment>;
  /** Resolves when all of the Deployment's pods run this image and are available. */
  complete(name: string, image: string): Promise<void>;
  sets(): Promise<V1ReplicaSet[]>;
}

/** A new namespace for each test around the call. */
export function rolloutStage(target: () => ClusterTarget): RolloutStage {
  let client: Client;
  let namespace: string;
  let kubelet: Kubelet;
  beforeEach(async () => {
    client = connect(target().kubeconfig);
    namespace = await createNamespace(client);
    kubelet = await startKubelet(client, namespace, target().nodeName);
  });
  afterEach(() => kubelet.stop());

  const read = (name: string) => client.apps.readNamespacedDeployment({ namespace, name });
  const patch = (name: string, body: object) =>
    client.apps.patchNamespacedDeployment({ namespace, name, body }, as('StrategicMergePatch'));
  return {
    get client() {
      return client;
    },
    get namespace() {
      return namespace;
    },
    get kubelet() {
      return kubelet;
    },
    read,
    patch,
    setImage: (name, image) => patch(name, { spec: { template: { spec: { containers: [{ name: 'app', image }] } } } }),
    complete: (name, image) =>
      vi.waitFor(async () => {
        const { spec, status, metadata } = await read(name);
        expect(spec?.template.spec?.containers[0]?.image).toBe(image);
        const { updatedReplicas, availableReplicas, replicas, observedGeneration } = status ?? {};
        const wanted = spec?.replicas;
        expect([updatedReplicas, availableReplicas, replicas]).toEqual([wanted, wanted, wanted]);
        expect(observedGeneration).toBe(metadata?.generation);
      }, soon),
    sets: async () => (await client.apps.listNamespacedReplicaSet({ namespace })).items,
  };
}

/** The condition that tells how a rollout gets on. */
export function progressing(object: V1Deployment) {
  return object.status?.conditions?.find((condition) => condition.type === 'Progressing');
}

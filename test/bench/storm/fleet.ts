import type { KubeClient } from '../../../sandbox/workloads/kube-client.ts';
import { namespaceOf, type Track } from '../scale/fleet.ts';
import { deployment, pod, revision, type Stored, service, virtualService } from '../scale/objects.ts';

const atOnce = 20;
const tracks: readonly Track[] = ['stable', 'candidate'];

const plurals = {
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  services: '/api/v1',
  pods: '/api/v1',
  virtualservices: '/apis/networking.istio.io/v1',
} as const;
type Plural = keyof typeof plurals;

/** A whole cluster of services in the middle of their canaries, as releases with these ids leave them. */
export async function plantFleet(kube: KubeClient, ids: readonly string[]): Promise<void> {
  for (const name of new Set(ids.map((_, index) => namespaceOf(index))))
    await kube.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const all = ids.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, id] of all) await plantOne(kube, index, id);
    }),
  );
}

async function plantOne(kube: KubeClient, index: number, release: string): Promise<void> {
  await plant(kube, 'virtualservices', virtualService(index, release));
  for (const track of tracks) {
    await plant(kube, 'services', headless(service(index, track, release)));
    const workload = await plant(kube, 'deployments', deployment(index, track, release));
    const set = await plant(kube, 'replicasets', ownedBy(workload, revision(index, track, release)));
    await plant(kube, 'pods', ownedBy(set, pod(index, track, release, false)));
  }
}

/** There are fewer addresses for Services than Services. */
function headless(made: Stored): Stored {
  return { ...made, spec: { ...(made['spec'] as object), clusterIP: 'None' } };
}

/** So that Kubernetes takes it away with its owner: a pod is on no node, and a Deployment has no controller here. */
function ownedBy(uid: string, made: Stored): Stored {
  const owners = made.metadata['ownerReferences'] as object[];
  return { ...made, metadata: { ...made.metadata, ownerReferences: owners.map((owner) => ({ ...owner, uid })) } };
}

/** @returns its uid */
async function plant(kube: KubeClient, plural: Plural, object: Stored): Promise<string> {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _created, ...metadata } = object.metadata;
  const { status, ...rest } = object;
  const path = `${plurals[plural]}/namespaces/${metadata.namespace}/${plural}`;
  const made = (await kube.post(path, { ...rest, metadata })) as { metadata: { uid: string } };
  if (status) await kube.patch(`${path}/${metadata.name}/status`, { status });
  return made.metadata.uid;
}

import { proposeReplicas } from '../../sandbox/cluster/controllers/replica-calculator.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import type { FakeKube } from './fake-kube.ts';

interface SlowPod {
  name: string;
  image: string;
  readyAt: number;
}

export interface SlowWorkload {
  /** Lets the controllers catch up with the clock. */
  tick(now: number): void;
}

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const startMs = 4000;
const syncMs = 2000;

/**
 * Stable as it is with pods that start in 4 s and an autoscaler that looks every 2 s. The engine's world must leave its
 * status alone (`behave`).
 * @param load what all of the traffic is, in pods that are used as the autoscaler wants them to be
 * @param share percent (0 to 100) of the traffic that stable has
 */
export function slowWorkload(kube: FakeKube, { load, share }: { load: number; share(): number }): SlowWorkload {
  let pods: SlowPod[] = [];
  let synced = 0;
  let made = 0;

  function started(image: string, readyAt: number): SlowPod {
    made += 1;
    return { name: `checkout-${made}`, image, readyAt };
  }

  function scale(now: number): void {
    const object = kube.see(ref);
    const { replicas, image } = wanted(object);
    const ready = pods.filter(({ readyAt }) => readyAt <= now);
    const known = ready.map(() => ({ used: (load * share()) / ready.length, requested: 100 }));
    const starting = pods.length - ready.length;
    const proposal = proposeReplicas({ known, missing: 0, starting }, { current: replicas, target: 100 });
    const desired = Math.min(12, Math.max(2, proposal?.replicas ?? replicas));
    if (desired !== replicas)
      kube.put(raised({ ...object, spec: { ...(object['spec'] as object), replicas: desired } }));
    roll(desired, image, now);
  }

  /** As the Deployment controller does it, with one pod more than wanted and none less. */
  function roll(replicas: number, image: string, now: number): void {
    const [fresh, old] = [pods.filter((pod) => pod.image === image), pods.filter((pod) => pod.image !== image)];
    const room = replicas + (old.length > 0 ? 1 : 0) - old.length - fresh.length;
    for (let count = 0; count < Math.min(room, replicas - fresh.length); count += 1)
      fresh.push(started(image, now + startMs));
    const kept = fresh.sort((a, b) => a.readyAt - b.readyAt).slice(0, replicas);
    const ready = kept.filter(({ readyAt }) => readyAt <= now).length;
    pods = [...old.slice(0, Math.max(0, replicas - ready)), ...kept];
  }

  return {
    tick(now) {
      const { replicas, image } = wanted(kube.see(ref));
      if (synced === 0) pods = Array.from({ length: replicas }, () => started(image, 0));
      roll(replicas, image, now);
      if (now - synced >= syncMs) {
        scale(now);
        synced = now;
      }
      report(kube, pods, now);
    },
  };
}

function wanted(object: KubeObject): { replicas: number; image: string } {
  const { replicas, template } = object['spec'] as {
    replicas: number;
    template: { spec: { containers: { image: string }[] } };
  };
  return { replicas, image: template.spec.containers[0]?.image ?? '' };
}

function raised(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1 } };
}

function report(kube: FakeKube, pods: readonly SlowPod[], now: number): void {
  const object = kube.see(ref);
  const { image } = wanted(object);
  const readyReplicas = pods.filter(({ readyAt }) => readyAt <= now).length;
  const updatedReplicas = pods.filter((pod) => pod.image === image).length;
  const observedGeneration = object.metadata.generation ?? 0;
  const status = { observedGeneration, replicas: pods.length, updatedReplicas, readyReplicas };
  kube.put({ ...object, status: { ...status, availableReplicas: readyReplicas } });
  const gone = kube.all().filter(({ kind, metadata }) => kind === 'Pod' && /^checkout-\d+$/.test(metadata.name));
  for (const { metadata } of gone) kube.drop({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: metadata.name });
  for (const pod of pods) kube.put(podObject(pod, now));
}

/** Of a ReplicaSet that its name tells to be stable's. */
function podObject({ name, image, readyAt }: SlowPod, now: number): KubeObject {
  const hash = image.replaceAll(/[^\da-z]/g, '');
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `checkout-${hash}`, uid: hash, controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: 'checkout', 'pod-template-hash': hash },
      ownerReferences: [owner],
    },
    spec: { containers: [{ name: 'app', image }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: readyAt <= now ? 'True' : 'False' }] },
  };
}

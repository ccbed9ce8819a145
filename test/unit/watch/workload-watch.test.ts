import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import { annotations, labels } from '../../../src/domain/names.ts';
import type { Kube, KubeObject, WatchHandlers } from '../../../src/platform/kube.ts';
import { startWorkloadWatch } from '../../../src/watch/workload-watch.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

const startedAt = Date.UTC(2026, 10, 20);

/** A cluster of which one watch is heard at a time. */
async function given() {
  const world = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 0 } });
  const release = { ...foldLog((await world.events()).slice(0, 1)), id: 'r1', startedAt };
  const watches: { handlers: WatchHandlers; signal: AbortSignal }[] = [];
  const kube = {
    watch: (_kind: unknown, _namespace: unknown, _selector: unknown, handlers: WatchHandlers, signal: AbortSignal) =>
      void watches.push({ handlers, signal }),
  } as unknown as Kube;
  const told: string[] = [];
  const time = { now: startedAt };
  const watch = startWorkloadWatch(
    () => kube,
    () => time.now,
    {
      trouble: (id, { code, pod }) => told.push(`${id} ${code} ${pod}`),
      hindered: (id, refusal) => told.push(`${id} ${refusal ? 'hindered' : 'has passed'}`),
      broken: () => undefined,
    },
  );
  return { release, watches, told, watch, time, image: release.plan.to.image };
}

function givenUp(name: string, image: string, marks: object, saidAt = startedAt + 60_000): KubeObject {
  const said = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, generation: 2, ...marks },
    spec: { selector: {}, template: { spec: { containers: [{ name: 'app', image }] } } },
    status: { observedGeneration: 2, conditions: [{ ...said, lastUpdateTime: new Date(saidAt).toISOString() }] },
  };
}

function refused(name: string, image: string, message: string, status: object): KubeObject {
  const said = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message };
  const object = givenUp(name, image, { labels: { [labels.release]: 'r1' } });
  const lastTransitionTime = new Date(startedAt).toISOString();
  return { ...object, status: { observedGeneration: 2, conditions: [{ ...said, lastTransitionTime }], ...status } };
}

describe('the watch of workloads', () => {
  it('tells what Kubernetes has given up: the release’s candidate, and stable once the release has written it', async () => {
    const { release, watches, told, watch, image } = await given();
    watch.add(release);
    const heard = (object: KubeObject) => watches[0]?.handlers.changed(object);
    const ours = { annotations: { [annotations.fence]: 'r1/1' } };
    heard(givenUp('checkout-candidate', image, { labels: { [labels.release]: 'r9' } }));
    heard(givenUp('checkout', image, {}));
    heard(givenUp('checkout', 'registry.example/checkout:2.4.0', ours));
    heard(givenUp('checkout', image, ours, startedAt - 1000));
    expect(told).toEqual([]);
    heard(givenUp('checkout-candidate', image, { labels: { [labels.release]: 'r1' } }));
    watches[0]?.handlers.synced([givenUp('checkout', image, ours)]);
    expect(told).toEqual(['r1 progress-deadline checkout-candidate', 'r1 progress-deadline checkout']);
  });

  it('tells that no pods are made, once for each reason, and as trouble where no waiting helps', async () => {
    const { release, watches, told, watch, time, image } = await given();
    watch.add(release);
    const heard = (message: string, status: object = {}) =>
      watches[0]?.handlers.changed(refused('checkout-candidate', image, message, status));
    const quota = (used: number) =>
      `pods "checkout-candidate-abc-${used}x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4`;
    heard(quota(1));
    heard(quota(2));
    expect(told).toEqual(['r1 hindered']);
    heard(quota(3), { observedGeneration: 1 });
    heard('admission webhook "policy.example" denied the request: no');
    expect(told).toEqual(['r1 hindered', 'r1 has passed', 'r1 pods-refused checkout-candidate']);
    time.now += 31_000;
    heard(quota(4));
    expect(told.at(-1)).toBe('r1 pods-refused checkout-candidate');
    expect(told).toHaveLength(4);
  });

  it('tells that a refusal has passed, of the workload that it was about', async () => {
    const { release, watches, told, watch, image } = await given();
    watch.add(release);
    const full = refused('checkout-candidate', image, 'pods "x" is forbidden: exceeded quota: compute', {});
    const ours = { annotations: { [annotations.fence]: 'r1/1' } };
    watches[0]?.handlers.changed(full);
    watches[0]?.handlers.changed({ ...givenUp('checkout', image, ours), status: { observedGeneration: 2 } });
    expect(told).toEqual(['r1 hindered']);
    watches[0]?.handlers.changed({ ...full, status: { observedGeneration: 2 } });
    expect(told).toEqual(['r1 hindered', 'r1 has passed']);
  });

  it('waits where a refusal in the user’s workload may be about old pods', async () => {
    const { release, watches, told, watch, image } = await given();
    watch.add(release);
    const marks = { labels: {}, annotations: { [annotations.fence]: 'r1/1' } };
    const heard = (updatedReplicas: number) =>
      watches[0]?.handlers.changed({
        ...refused('checkout', image, 'pods "x" is forbidden: violates PodSecurity "restricted:latest"', {
          updatedReplicas,
        }),
        metadata: { name: 'checkout', generation: 2, ...marks },
      });
    heard(1);
    expect(told).toEqual(['r1 hindered']);
    heard(0);
    expect(told).toEqual(['r1 hindered', 'r1 pods-refused checkout']);
  });

  it('follows a namespace once, and as long as a release there is followed', async () => {
    const { release, watches, watch } = await given();
    watch.add(release);
    watch.add({ ...release, id: 'r2' });
    watch.add(release);
    expect(watches).toHaveLength(1);
    watch.remove('r1');
    expect(watches[0]?.signal.aborted).toBe(false);
    watch.remove('r2');
    expect(watches[0]?.signal.aborted).toBe(true);
    watch.add(release);
    expect(watches).toHaveLength(2);
    watch.close();
    expect(watches[1]?.signal.aborted).toBe(true);
  });
});

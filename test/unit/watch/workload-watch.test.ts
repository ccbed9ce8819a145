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
  const watch = startWorkloadWatch(() => kube, {
    trouble: (id, { code, pod }) => told.push(`${id} ${code} ${pod}`),
    broken: () => undefined,
  });
  return { release, watches, told, watch, image: release.plan.to.image };
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

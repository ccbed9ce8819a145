import { beforeEach, describe, expect, it } from 'vitest';
import { planDigest } from '../../../src/platform/digest.ts';
import { configurationToMove } from '../../../src/requests/configuration.ts';
import { readStable } from '../../../src/workloads/of-target.ts';
import { configMap, releasesOn, service } from '../../contract/configuration/stage.ts';
import { createFakeKube, type FakeKube } from '../../support/fake-kube.ts';
import { runWorkloads } from '../../support/fake-workloads.ts';
import { testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { exampleRequest } from '../../support/request.ts';

const namespace = 'shop';
const setting = { versioned: ['app-config'], secrets: false };
const ref = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' };

let kube: FakeKube;
let releases: ReturnType<typeof releasesOn>;
beforeEach(() => {
  kube = createFakeKube({ objects: [configMap(namespace, { LEVEL: '0' }), service(namespace)] });
  runWorkloads(kube);
  releases = releasesOn({ kube, namespace });
});

async function edit(level: string): Promise<void> {
  await kube.replace({ ...kube.see(ref('app-config')), data: { LEVEL: level } });
}

/** Nothing of what `kubectl rollout undo` could start, as with `revisionHistoryLimit: 0`. */
async function forgetRevisions(): Promise<void> {
  const sets = kube.all().filter(({ kind }) => kind === 'ReplicaSet');
  for (const { metadata } of sets) {
    await kube.remove({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name: metadata.name });
  }
}

async function release(number: number): Promise<void> {
  await edit(String(number));
  const plan = await releases.planOf(String(number), setting);
  const worker = releases.workerOf(`r${number}`, plan);
  await worker.forward(plan.steps.length - 2);
  await forgetRevisions();
  await worker.forward();
}

describe('copies of earlier releases', () => {
  it('are kept where the version before named them, however many are newer and whatever revisions are left', async () => {
    for (let number = 2; number <= 14; number += 1) {
      await release(number);
    }
    expect(await kube.get(ref('app-config-r2'))).toBeNull();
    const old = JSON.stringify(kube.see(stable)).replaceAll('app-config-r14', 'app-config-r5');
    await kube.replace(JSON.parse(old));
    await release(15);
    expect(await kube.get(ref('app-config-r5'))).toMatchObject({ data: { LEVEL: '5' } });
    expect(await kube.get(ref('app-config-r4'))).toBeNull();
  });

  it('that are gone when their version comes back are told of in the plan', async () => {
    await edit('2');
    await releases.release(2, setting);
    await edit('3');
    const plan = await releases.release(3, setting);
    const store = createMemoryStore();
    const made = { request: exampleRequest(), plan, digest: planDigest(plan), gates: [], at: 1 };
    await store.create({ type: 'requested', ...made });
    await store.append('r1', 1, [{ type: 'finished', at: 2, outcome: 'succeeded', by: null, reason: null }]);
    const { target } = plan;
    const workload = await readStable(kube, target);
    if (!workload) throw new Error('there is no checkout');
    const request = { backwards: true, version: plan.from.version };
    const look = () =>
      configurationToMove({ clusters: () => kube, seals: testSeals, store }, { request, target, workload });
    expect(await look()).toMatchObject({ configuration: { moves: [{ to: 'app-config-r2' }] } });
    await kube.remove(ref('app-config-r2'));
    expect(await look()).toMatchObject({
      findings: [{ severity: 'warn', detail: expect.stringContaining('app-config-r2') }],
    });
  });
});

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectKube, type KubeClient } from '../../sandbox/workloads/kube-client.ts';
import { byMark, byMirror } from '../../src/domain/route.ts';
import { createClusters } from '../../src/platform/kube/index.ts';
import type { Kube, KubeObject, ObjectRef } from '../../src/platform/kube.ts';
import { besideContract } from '../contract/routers/beside-suite.ts';
import { routerOver } from '../contract/routers/common.ts';
import { configs } from '../contract/routers/configs.ts';
import { routerContract } from '../contract/routers/suite.ts';
import { candidate, target, userObjects, type World } from '../contract/routers/world.ts';
import { writingRouterContract } from '../contract/routers/writing-suite.ts';
import { refOf } from '../support/fake-kube.ts';
import { installGatewayApi, installIstio } from '../support/kubernetes/istio.ts';
import { type RealKubernetes, startKubernetes } from '../support/kubernetes/server.ts';

/** What the definitions of Istio and of the Gateway API make of what the routers write: defaults, patterns, rules. */
describe('routers on a real API server', () => {
  let server: RealKubernetes;
  let clusters: ReturnType<typeof createClusters>;
  let others: KubeClient;
  beforeAll(async () => {
    server = await startKubernetes();
    await installIstio(server.kubeconfig());
    await installGatewayApi(server.kubeconfig());
    clusters = createClusters({ [target.cluster]: { inline: server.kubeconfig() } });
    others = connectKube(server.kubeconfig());
    await others.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: target.namespace },
    });
  }, 120_000);
  afterAll(async () => {
    await others?.close();
    await clusters?.close();
    await server?.close();
  });

  /** The user's objects as their own tool has made them, and nothing else. */
  const worldOf = (objects: readonly KubeObject[]) => async (): Promise<World> => {
    const kube = clusters(target.cluster);
    for (const ref of [candidate('r-1', 0), ...userObjects].map(refOf)) await gone(kube, ref);
    for (const object of objects) await others.post(`${pathOf(object)}?fieldManager=kubectl`, object);
    return { kube, close: async () => undefined };
  };

  routerContract('gateway', configs.gateway, worldOf(userObjects));
  writingRouterContract('gateway', configs.gateway, worldOf(userObjects));
  besideContract('gateway', configs.gateway, worldOf(userObjects));
  // Without a rule to copy: what is removed goes a moment later here, and that is no matter of routes.
  const ruleless = userObjects.filter(({ kind }) => kind !== 'DestinationRule');
  besideContract('istio by hosts', configs['istio by hosts'], worldOf(ruleless));

  // Without pods nothing tells the subsets of a DestinationRule: whole releases write those (subsets.test.ts).
  it.each([
    ['istio by hosts', ['VirtualService checkout', 'DestinationRule checkout-candidate']],
    ['istio by subsets', ['VirtualService checkout']],
  ] as const)('takes what a release would write: %s', async (name, objects) => {
    const { kube } = await worldOf(userObjects)();
    const routes = [byMark({ in: 'cookie', name: 'beta', value: 'yes|no' }, 25), byMirror(12.5)];
    const tried = (await routerOver(kube, configs[name]).writes?.(target, routes)) ?? [];
    const answers = await Promise.all(tried.map(({ verb, object }) => kube.dryRun(verb, object)));
    expect(answers.filter(({ kind }) => kind === 'VirtualService')).toHaveLength(1 + routes.length);
    expect(new Set(answers.map(({ kind, metadata }) => `${kind} ${metadata.name}`))).toEqual(new Set(objects));
  });
});

async function gone(kube: Kube, ref: ObjectRef): Promise<void> {
  await kube.remove(ref, { propagation: 'Background' });
  await vi.waitFor(async () => expect(await kube.get(ref)).toBeNull(), { timeout: 20_000, interval: 20 });
}

function pathOf({ apiVersion, kind, metadata: { namespace } }: KubeObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  return `${root}/namespaces/${namespace}/${kind.toLowerCase()}s`;
}

import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { preflight } from '../../../src/requests/preflight.ts';
import { lookAtTarget } from '../../../src/requests/snapshot.ts';
import { createLookAround } from '../../../src/requests/surroundings.ts';
import { configurationObjects, configuredContainer, everyConfiguration } from '../../support/configuration.ts';
import { namespace, objects } from '../../support/engine-objects.ts';
import { createFakeKube, type FakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const rule = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'checkout', namespace },
  spec: { host: 'checkout', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
};

function given() {
  const all = objects(2, { initContainers: [configuredContainer] });
  return createFakeKube({ objects: [...all, ...configurationObjects(namespace), rule] });
}

async function look(
  kube: FakeKube,
  kind = 'canary',
  configuration: typeof everyConfiguration | undefined = everyConfiguration,
) {
  const router = { kind: 'istio', virtualService: 'checkout' };
  const target = exampleTarget({ namespace, router, ...(configuration && { configuration }) });
  const clusters = () => kube;
  const seen = await lookAtTarget(clusters, target);
  if (seen.kind !== 'seen') throw new Error(JSON.stringify(seen));
  const strategy = kind === 'canary' ? { kind, steps: [{ percent: 50, bakeMs: 0 }] } : { kind, bakeMs: 0 };
  const deps = { clusters, lookAround: createLookAround(clusters), router: createRouter({ clusters }, router) };
  return (await preflight(deps, { target, strategy, seen })).findings;
}

const denying = (kube: FakeKube, kind: string) =>
  kube.fail({
    verb: 'dryRun',
    kind,
    times: 20,
    error: new KubeError('forbidden', 'x y z: admission webhook "w" denied the request: password=hunter2 frozen', 403),
  });

describe('what a release would write of routes and configuration', () => {
  it.each([
    ['VirtualService', 'VirtualService checkout be changed', 'or release Deployment checkout'],
    ['DestinationRule', 'DestinationRule checkout-candidate be made', 'have the rule let Sluice write it'],
    ['ConfigMap', 'be made', 'take `configuration` of'],
    ['Secret', 'be made', 'take `configuration` of'],
  ])('is tried: a %s that admission refuses stops the plan', async (kind, what, remedy) => {
    const kube = given();
    denying(kube, kind);
    const refused = (await look(kube)).filter(({ severity }) => severity === 'refuse');
    expect(refused.length).toBeGreaterThan(0);
    for (const each of refused) {
      expect(each.detail).toContain(`The API server would not let ${kind} `);
      expect(each.detail).toContain(what);
      expect(each.detail).not.toContain('hunter2');
      expect(each.remedy).toContain(remedy);
    }
    expect(kube.journal).toEqual([]);
  });

  it('is refused where the cluster knows the kind in an older form, which would drop a field', async () => {
    const kube = given();
    const said = 'strict decoding error: unknown field "spec.http[0].mirrors[0].percentage"';
    kube.fail({ verb: 'dryRun', kind: 'VirtualService', times: 9, error: new KubeError('invalid', said, 400) });
    const [refused] = (await look(kube)).filter(({ severity }) => severity === 'refuse');
    expect(refused?.detail).toContain('would not let VirtualService checkout be changed: strict decoding error');
    expect(refused?.remedy).toContain('a version of its CustomResourceDefinition that knows the field');
  });

  it('is nothing without a copy, or without configuration that moves', async () => {
    const kube = given();
    for (const kind of ['VirtualService', 'DestinationRule']) denying(kube, kind);
    expect((await look(kube, 'rolling')).filter(({ severity }) => severity === 'refuse')).toEqual([]);
    const other = given();
    for (const kind of ['ConfigMap', 'Secret']) denying(other, kind);
    expect(
      (await look(other, 'canary', { versioned: [], secrets: true })).filter(({ severity }) => severity === 'refuse'),
    ).toEqual([]);
  });

  it('names at most five copies', async () => {
    const kube = given();
    const names = Array.from({ length: 9 }, (_, index) => `many-${index}`);
    for (const name of names) {
      kube.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { a: '1' } });
    }
    const deployment = kube.see({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' });
    const spec = deployment['spec'] as { template: { spec: object } };
    const volumes = names.map((name) => ({ name, configMap: { name } }));
    kube.put({
      ...deployment,
      spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, volumes } } },
    });
    let tried = 0;
    const dryRun = kube.dryRun.bind(kube);
    kube.dryRun = async (verb, object) => {
      if (['ConfigMap', 'Secret'].includes(object.kind)) tried += 1;
      return dryRun(verb, object);
    };
    await look(kube);
    expect(tried).toBe(5);
  });
});

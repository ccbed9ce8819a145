import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fence, ForeignFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { runAction } from '../../../src/steps/index.ts';
import { unmarkStable } from '../../../src/steps/stable-marks.ts';
import type { StepContext } from '../../../src/steps/step.ts';
import { fenceOf, sealed } from '../../support/fence.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { stepContext } from '../../support/step-context.ts';

import { forge, forgeries } from '../routers/forged-suite.ts';
import { fakeWorld, sandboxWorld, target, type World } from '../routers/world.ts';

const image = (version: string) => `registry.example/checkout:${version}`;
const plan = {
  ...examplePlan(),
  target,
  from: { version: '1', image: image('1') },
  to: { version: '2', image: image('2') },
  replicas: 2,
};
const update = (version: string) => ({ kind: 'workload.update' as const, image: image(version), replicas: 2 });
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: target.namespace, name: 'checkout' };

describe.each([
  ['in memory', fakeWorld],
  ['on the sandbox cluster', sandboxWorld],
] as const)('the workload under a fence that Sluice has not sealed, %s', (_where, start) => {
  let world: World;
  let told: string[];
  beforeEach(async () => {
    world = await start();
    told = [];
  });
  afterEach(() => world.close());

  function contextOf(fencingToken: number, undoing: boolean, more: Partial<Fence> = {}): StepContext {
    const passedOver = ({ kind }: KubeObject) => void told.push(kind);
    return stepContext({
      release: 'r-1',
      plan,
      target,
      kube: world.kube,
      fence: fenceOf('r-1', fencingToken, { passedOver, goesBack: undoing, ...more }),
      undoing,
    });
  }

  const stable = async () => (await world.kube.get(ref)) as KubeObject;
  const runs = async () => JSON.stringify((await stable())['spec']).match(/checkout:(\d)/)?.[1];
  const marks = async () =>
    Object.keys((await stable()).metadata.annotations ?? {}).filter((key) => key.startsWith('sluice.dev/'));

  it.each(forgeries)('%s gets the old version back, and loses its marks', async (_what, forged) => {
    await runAction(contextOf(1, false), update('2'));
    expect(await runs()).toBe('2');
    await forge(world.kube, await stable(), forged);
    await runAction(contextOf(2, true), update('1'));
    expect(await runs()).toBe('1');
    await unmarkStable(contextOf(2, true));
    expect(await marks()).toEqual([]);
    expect([...new Set(told)]).toEqual(['Deployment']);
  });

  it.each(forgeries)(
    '%s gets the new version, whether it comes before or after the first write',
    async (_what, forged) => {
      await forge(world.kube, await stable(), forged);
      await runAction(contextOf(1, false), update('2'));
      await forge(world.kube, await stable(), forged);
      const outcome = await runAction(contextOf(1, false), update('2'));
      expect(outcome.kind).not.toBe('fail');
      expect(await runs()).toBe('2');
    },
  );

  it('keeps its note of what was before: it is the plan’s word, not that of the version that is taken back', async () => {
    await runAction(contextOf(1, false), update('2'));
    await forge(world.kube, await stable(), { 'sluice.dev/fence': 'r-9/5', 'sluice.dev/undo': null });
    await runAction(contextOf(2, true), update('1'));
    const note = JSON.parse((await stable()).metadata.annotations?.['sluice.dev/undo'] ?? '{}');
    expect(note).toMatchObject({ was: { image: image('1'), replicas: 2 } });
  });

  it('of a later worker, or of another release, that Sluice has sealed still stops the write', async () => {
    await runAction(contextOf(1, false), update('2'));
    for (const [fence, error] of [
      ['r-1/7', StaleWriter],
      ['r-9/1', ForeignFence],
    ] as const) {
      const { metadata, ...rest } = await stable();
      const annotations = { ...metadata.annotations, 'sluice.dev/fence': fence };
      await world.kube.replace(sealed({ ...rest, metadata: { ...metadata, annotations } } as KubeObject));
      await expect(runAction(contextOf(2, true), update('1'))).rejects.toThrow(error);
      expect(await runs()).toBe('2');
    }
  });
});

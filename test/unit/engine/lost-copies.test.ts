import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import type { View } from '../../../src/messages/card/parts.ts';
import { alertMessages } from '../../../src/messages/thread/alerts.ts';
import { transitionsOf } from '../../../src/messages/thread/transitions.ts';
import { configurationRef } from '../../../src/workloads/objects/configuration.ts';
import { after } from '../../replay/samplings.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { badSample, createEngineWorld } from '../../support/engine-world.ts';

const view: View = { directory: { groupId: () => null }, dashboard: null } as unknown as View;
const rolling: Strategy = { kind: 'rolling', bakeMs: 10_000 };
const original = configurationRef('ConfigMap', 'shop', 'checkout-config');
const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

/** A release whose version is worse, and what its way back needs is deleted before it begins. */
async function worse(optional: boolean) {
  const world = await createEngineWorld({
    strategy: rolling,
    router: 'replicas',
    configuration: everyConfiguration,
    sample: after(5, badSample),
    prepare(kube) {
      if (!optional) return;
      const text = JSON.stringify(kube.see(stable));
      kube.put(JSON.parse(text.replaceAll('"name":"checkout-config"', '"name":"checkout-config","optional":true')));
    },
  });
  const deleted = await world.kube.get(original);
  for (let turns = 0; turns < 100 && (await world.release()).done.length < 2; turns += 1) await world.turn();
  await world.kube.remove(original);
  return { world, deleted };
}

describe('a ConfigMap that the way back needs and that somebody has deleted', () => {
  it('is tried for, and left to people with the way by hand once they have had their time', async () => {
    const { world } = await worse(false);
    const release = await world.run();
    const { phase, plan } = release;
    expect(phase).toMatchObject({
      outcome: 'handed-over',
      by: null,
      reason: expect.stringMatching(/^ConfigMap checkout-config is gone, .*by hand, in cluster .*kubectl.* set image/),
    });
    const events = await world.events();
    const since = events.find(({ type }) => type === 'rollback.started')?.at ?? Number.NaN;
    const until = events.at(-1)?.at ?? Number.NaN;
    expect(until - since).toBeGreaterThanOrEqual(plan.target.limits.holdMs);
    expect(events.filter(({ type }) => type === 'undo.retrying')).toHaveLength(1);
    const alerts = alertMessages(transitionsOf(events), release, until, view);
    const last = alerts.find(({ key }) => key === 'alert:given-up');
    expect(last?.message.text).toContain('is left to you');
    expect(last?.message.text).toContain('Nobody has put that right in time');
  });

  it('lets the way back go on once it is there again', async () => {
    const { world, deleted } = await worse(false);
    for (let turns = 0; turns < 200; turns += 1) {
      const { phase } = await world.release();
      if (phase.kind === 'rolling-back' && phase.error !== null) break;
      await world.turn();
    }
    if (deleted) world.kube.put(deleted);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
  });

  it('is not waited for where its pods start without it', async () => {
    const { world } = await worse(true);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect((await world.events()).filter(({ type }) => type === 'undo.retrying')).toEqual([]);
  });
});

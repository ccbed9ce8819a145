import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { lookBack } from '../../../src/recovery/restore.ts';
import { scan } from '../../../src/recovery/scan.ts';
import { type CommandStage, commandStage } from './stage.ts';

let stage: CommandStage;
beforeEach(async () => {
  stage = await commandStage('socket');
});
afterEach(() => stage.close());

const left: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'checkout-candidate',
    namespace: 'production',
    labels: { 'sluice.dev/release': 'r9' },
    annotations: { 'sluice.dev/fence': 'r9/3', 'sluice.dev/undo': '[{"kind":"candidate.remove"}]' },
  },
  spec: { selector: { app: 'x' }, ports: [{ port: 80 }] },
};

/** What is told of it, and the digest that the message has. */
async function shownWay() {
  const { deps } = stage.world;
  const [target] = deps
    .catalogue()
    .services.flatMap(({ targets }) => targets)
    .filter(({ service, environment }) => service === 'checkout' && environment === 'production');
  const [trace] = (await scan({ ...deps, targets: () => (target ? [target] : []) })).traces;
  if (!target || !trace) throw new Error('no orphan');
  const way = await lookBack(deps.clusters, trace, target);
  if (way.kind === 'closed') throw new Error(way.why);
  return way.digest;
}

async function press(person: string, shown?: string): Promise<string> {
  const value = JSON.stringify({ orphan: 'r9', service: 'checkout', environment: 'production', shown });
  const button = { type: 'button', action_id: 'put_back', text: { type: 'plain_text', text: 'Put back' }, value };
  const { ts } = await stage.deps.slack.post(
    { channel: 'C00001' },
    { text: `left behind, for ${person}`, blocks: [{ type: 'actions', elements: [button] }] },
    { release: 'r9', key: `${person}${shown}` },
  );
  const before = stage.slack.ephemerals(person).length;
  await stage.slack.as(person).click({ channel: 'C00001', ts }, 'put_back');
  await expect.poll(() => stage.slack.ephemerals(person).length).toBeGreaterThan(before);
  return stage.slack.ephemerals(person).at(-1)?.text ?? '';
}

it('what is left is put back by those who may approve there, and only as the message says', async () => {
  const { deps, kube } = stage.world;
  kube.put(deps.seals('main').sealed(left));
  const shown = await shownWay();
  expect(await press('U0AOI', shown)).toBe("You can't put #9 back: it needs @leads. Nothing was changed.");
  expect(await press('U0MIKA')).toContain('would no longer do what that message says');
  expect(await press('U0MIKA', 'f'.repeat(16))).toContain('would no longer do what that message says');
  expect(await deps.store.live()).toEqual([]);
  const fresh = stage.slack.ephemerals('U0MIKA').at(-1);
  if (!fresh) throw new Error('no answer');
  await stage.slack.as('U0MIKA').click(fresh, 'put_back');
  await stage.slack
    .as('U0MIKA')
    .waitForEphemeral(({ text }) => text.includes('#9 is being rolled back to the previous version'));
  expect(await deps.store.live()).toEqual(['r9']);
});

it('what somebody else has marked is not put back by anybody', async () => {
  const { deps, kube } = stage.world;
  kube.put(left);
  expect(await press('U0MIKA', 'f'.repeat(16))).toContain('Nothing orphaned is left of #9');
  expect(await deps.store.live()).toEqual([]);
});

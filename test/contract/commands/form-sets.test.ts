import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../../sandbox/slack/index.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { type CommandStage, commandStage, modes } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

const textOf = ({ blocks }: View) => JSON.stringify(blocks);

describe.each(modes)('a set in the form over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
  });
  const aoi = () => stage.slack.as('U0AOI');
  const open = async () => {
    await aoi().command('releases', '/deploy');
    return aoi().waitForModal();
  };
  const choose = async (view: View, actionId: string, value: string) =>
    expect(await aoi().click(view, actionId, { choose: value })).toEqual({ ok: true });
  const shows = (words: RegExp) => aoi().waitForModal((view) => words.test(textOf(view)));

  it('is planned for where it is needed next, and asked for as a whole', async () => {
    await choose(await open(), 'form_service', 'set shop');
    const planned = await shows(/checkout 2\.4\.\d → 2\.4\.2/);
    expect(textOf(planned)).not.toContain('form_version');
    expect(textOf(planned)).not.toContain('form_strategy');
    aoi().fill(planned, { form_reason: 'the sale' });
    await expect(aoi().submit(planned)).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([
      { kind: 'train', word: 'deploy', service: 'shop', train: { kind: 'set' }, strategy: null, reason: 'the sale' },
    ]);
  });

  it('leaves behind what was chosen for a service before it', async () => {
    const view = await open();
    await choose(view, 'form_service', 'checkout');
    await choose(await shows(/strategy:checkout/), 'form_strategy', 'rolling');
    await choose(await shows(/form_version/), 'form_service', 'set later');
    const planned = await shows(/environment:set later/);
    await choose(planned, 'form_environment', 'staging');
    await expect(aoi().submit(await shows(/→ 2\.5\.0/))).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([{ service: 'later', environment: 'staging', strategy: null }]);
  });

  it('is refused in the form where one of its services is', async () => {
    await choose(await open(), 'form_service', 'set lost');
    await expect(aoi().submit(await shows(/9\.9\.9/))).resolves.toMatchObject({ ok: false });
    expect(stage.asks).toEqual([]);
  });

  it('no drawing proposes another environment in a block that stood there with one, or with none', async () => {
    await choose(await open(), 'form_service', 'checkout');
    await choose(await shows(/form_environment/), 'form_version', '2.4.1');
    await choose(await shows(/2\.4\.1 in production/), 'form_version', '2.5.0');
    await shows(/2\.5\.0 in staging/);
    const seen = new Map<string, unknown>();
    for (const { element, blockId } of stage.slack.journal.flatMap(environmentFields)) {
      const { initial_option: proposal = null } = element;
      if (seen.has(blockId)) expect(proposal).toEqual(seen.get(blockId));
      seen.set(blockId, proposal);
    }
    expect(seen.size).toBeGreaterThan(3);
  });
});

/** The field of the environment as a call to Slack draws it. */
function environmentFields({ method, args }: { method: string; args: JsonObject }) {
  if (method !== 'views.update') return [];
  const { view } = args;
  const { blocks } = (typeof view === 'string' ? JSON.parse(view) : view) as View;
  return blocks.flatMap(({ block_id: blockId, element }) => {
    const field = element as { action_id?: string; initial_option?: unknown } | undefined;
    return field?.action_id === 'form_environment' ? [{ blockId: String(blockId), element: field }] : [];
  });
}

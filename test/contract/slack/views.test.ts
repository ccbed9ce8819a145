import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryEntry } from '../../../sandbox/slack/index.ts';
import { type BotStage, botStage, errorOf } from './fixture.ts';

let held: BotStage;
let now = Date.UTC(2026, 10, 21);

beforeEach(async () => {
  now = Date.UTC(2026, 10, 21);
  const listen = (app: App) => {
    app.command('/deploy', async ({ ack }) => ack());
    app.action('more', async ({ ack }) => ack());
  };
  held = await botStage('socket', listen, { clock: { now: () => now } });
});
afterEach(() => held.close());

const modal = (extra: object = {}) => ({
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'Deploy' },
  blocks: [{ type: 'divider' as const }],
  ...extra,
});

/** A slash command gives the right to open a view. */
async function newTrigger(): Promise<string> {
  await held.sandbox.as('U1').command('releases', '/deploy');
  const last = held.sandbox.deliveries.at(-1) as DeliveryEntry;
  return String(last.body['trigger_id']);
}

describe('a trigger id', () => {
  it('opens one view only', async () => {
    const trigger_id = await newTrigger();
    await held.client.views.open({ trigger_id, view: modal() });
    expect(await errorOf(held.client.views.open({ trigger_id, view: modal() }))).toBe('exchanged_trigger_id');
  });

  it('is good for three seconds', async () => {
    const trigger_id = await newTrigger();
    now += 3_001;
    expect(await errorOf(held.client.views.open({ trigger_id, view: modal() }))).toBe('expired_trigger_id');
  });

  it('must be known', async () => {
    expect(await errorOf(held.client.views.open({ trigger_id: '1.2.3', view: modal() }))).toBe('invalid_trigger_id');
  });
});

describe('a modal', () => {
  it('keeps its callback_id, private_metadata and external_id', async () => {
    const view = modal({ callback_id: 'form', private_metadata: 'm', external_id: 'e' });
    const opened = await held.client.views.open({ trigger_id: await newTrigger(), view });
    expect(opened.view).toMatchObject({ callback_id: 'form', private_metadata: 'm', external_id: 'e', type: 'modal' });
    const again = held.client.views.open({ trigger_id: await newTrigger(), view });
    expect(await errorOf(again)).toBe('duplicate_external_id');
    await held.client.views.update({ external_id: 'e', view: modal({ external_id: 'e', callback_id: 'next' }) });
    expect(held.sandbox.modals('U1')[0]?.body['callback_id']).toBe('next');
  });

  it('is updated only by who knows the latest hash', async () => {
    const opened = await held.client.views.open({ trigger_id: await newTrigger(), view: modal() });
    const { id: view_id = '', hash = '' } = opened.view ?? {};
    await held.client.views.update({ view_id, hash, view: modal() });
    expect(await errorOf(held.client.views.update({ view_id, hash, view: modal() }))).toBe('hash_conflict');
    expect(await errorOf(held.client.views.update({ view_id: 'V9', view: modal() }))).toBe('not_found');
  });

  it('is refused with the place of the fault', async () => {
    const call = held.client.views.open({
      trigger_id: await newTrigger(),
      view: modal({ title: { type: 'plain_text', text: 'A title that is far too long' }, submit_disabled: true }),
    });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: [
            '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
            '[ERROR] invalid additional property: submit_disabled [json-pointer:/view]',
          ],
        },
      },
    });
  });

  it('holds up to three on top of each other; closing one shows the one below, clear_on_close takes all', async () => {
    const aoi = held.sandbox.as('U1');
    const button = { type: 'button' as const, action_id: 'more', text: { type: 'plain_text' as const, text: 'More' } };
    const blocks = [{ type: 'actions' as const, elements: [button] }];
    const push = async (extra: object) => {
      await aoi.click(await aoi.waitForModal(), 'more');
      const trigger_id = String(held.sandbox.deliveries.at(-1)?.body['trigger_id']);
      return held.client.views.push({ trigger_id, view: modal({ blocks, ...extra }) });
    };
    await held.client.views.open({ trigger_id: await newTrigger(), view: modal({ blocks }) });
    const first = await aoi.waitForModal();
    const second = await push({});
    expect(second.view).toMatchObject({ root_view_id: first.id, previous_view_id: first.id });
    await push({ clear_on_close: true });
    expect(await errorOf(push({}))).toBe('push_limit_reached');
    await aoi.close(await aoi.waitForModal());
    expect(held.sandbox.modals('U1')).toEqual([]);
    await held.client.views.open({ trigger_id: await newTrigger(), view: modal({ blocks }) });
    await push({});
    await aoi.close(await aoi.waitForModal());
    expect(held.sandbox.modals('U1')).toHaveLength(1);
  });

  it('from a new command takes the place of an old one; views.push needs an open modal', async () => {
    await held.client.views.open({ trigger_id: await newTrigger(), view: modal() });
    const { view } = await held.client.views.open({ trigger_id: await newTrigger(), view: modal() });
    expect(held.sandbox.modals('U1').map(({ id }) => id)).toEqual([view?.id]);
    const pushed = held.client.views.push({ trigger_id: await newTrigger(), view: modal() });
    expect(await errorOf(pushed)).toBe('invalid_trigger_id');
  });
});

describe('a home tab', () => {
  it('is published for each person, and not over a newer one', async () => {
    const home = (text: string) => ({
      type: 'home' as const,
      blocks: [{ type: 'header' as const, text: { type: 'plain_text' as const, text } }],
    });
    const first = await held.client.views.publish({ user_id: 'U1', view: home('one') });
    await held.client.views.publish({ user_id: 'U1', view: home('two') });
    const stale = held.client.views.publish({ user_id: 'U1', view: home('three'), hash: first.view?.hash ?? '' });
    expect(await errorOf(stale)).toBe('hash_conflict');
    expect(JSON.stringify(held.sandbox.home('U1')?.blocks)).toContain('two');
    expect(held.sandbox.home('U2')).toBeNull();
  });
});

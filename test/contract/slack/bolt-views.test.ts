import { describe, expect, it } from 'vitest';
import { closing } from '../../support/closing.ts';
import { botStage, keeping, modes } from './fixture.ts';

const keep = keeping(closing());

describe.each(modes)('a Bolt app over %s', (mode) => {
  it('opens a modal, shows errors under their fields, updates, pushes and closes', async () => {
    const values: unknown[] = [];
    const modal = (title: string) => ({
      type: 'modal' as const,
      callback_id: 'form',
      private_metadata: 'kept',
      title: { type: 'plain_text' as const, text: title },
      submit: { type: 'plain_text' as const, text: 'Go' },
      blocks: [
        {
          type: 'input' as const,
          block_id: 'reason',
          label: { type: 'plain_text' as const, text: 'Reason' },
          element: { type: 'plain_text_input' as const, action_id: 'text' },
        },
      ],
    });
    const held = await keep(
      botStage(mode, (app) => {
        app.command('/deploy', async ({ ack, client, command }) => {
          await ack();
          await client.views.open({ trigger_id: command.trigger_id, view: modal('First') });
        });
        app.view('form', async ({ ack, view }) => {
          const typed = view.state.values['reason']?.['text']?.value;
          values.push([typed, view.private_metadata]);
          if (typed === 'x') return ack({ response_action: 'errors', errors: { reason: 'Too short' } });
          if (typed === 'change') return ack({ response_action: 'update', view: modal('Changed') });
          if (typed === 'more') return ack({ response_action: 'push', view: modal('Second') });
          return ack();
        });
      }),
    );
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    const view = await aoi.waitForModal();
    await expect(aoi.submit(view)).resolves.toMatchObject({ ok: false });
    aoi.fill(view, { text: 'x' });
    await expect(aoi.submit(view)).resolves.toEqual({ ok: false, error: 'Too short' });
    expect(held.sandbox.modals('U1')[0]?.errors).toEqual({ reason: 'Too short' });
    aoi.fill(view, { text: 'change' });
    await aoi.submit(view);
    await aoi.waitForModal(({ body }) => JSON.stringify(body['title']).includes('Changed'));
    aoi.fill(view, { text: 'more' });
    await aoi.submit(view);
    const second = await aoi.waitForModal(({ previousId }) => previousId === view.id);
    aoi.fill(second, { text: 'done' });
    await aoi.submit(second);
    expect(held.sandbox.modals('U1').map(({ id }) => id)).toEqual([view.id]);
    expect(values).toEqual([
      ['x', 'kept'],
      ['change', 'kept'],
      ['more', 'kept'],
      ['done', 'kept'],
    ]);
  });

  it('is told of home tabs, mentions and direct messages', async () => {
    const heard: string[] = [];
    const held = await keep(
      botStage(mode, (app) => {
        app.event('app_home_opened', async ({ event, client }) => {
          const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'In progress' } }];
          await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
        });
        app.event('app_mention', async ({ event }) => void heard.push(event.text));
        app.message(/.*/, async ({ message }) => void heard.push(`im ${'text' in message ? message.text : ''}`));
      }),
    );
    const aoi = held.sandbox.as('U1');
    await aoi.openHome();
    const home = await aoi.waitForHome();
    expect(home.blocks[0]).toMatchObject({ type: 'header' });
    await aoi.say('releases', 'hello @sluice & friends');
    await aoi.say('bot', 'just us');
    expect(heard).toEqual(['hello <@UBOT> &amp; friends', 'im just us']);
  });

  it('offers options for an external select and hears what is chosen in a view', async () => {
    const chosen: unknown[] = [];
    const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
    const held = await keep(
      botStage(mode, (app) => {
        app.command('/deploy', async ({ ack, client, command }) => {
          await ack();
          const accessory = { type: 'external_select' as const, action_id: 'service', min_query_length: 0 };
          const text = { type: 'mrkdwn' as const, text: 'Service' };
          await client.views.open({
            trigger_id: command.trigger_id,
            view: {
              type: 'modal',
              notify_on_close: true,
              callback_id: 'form',
              title: { type: 'plain_text', text: 'Deploy' },
              blocks: [{ type: 'section', block_id: 's', text, accessory }],
            },
          });
        });
        app.options('service', async ({ ack, options }) => ack({ options: [option(`${options.value}-one`)] }));
        app.action('service', async ({ ack, action, body }) => {
          await ack();
          chosen.push(action, body.type === 'block_actions' ? body.view?.state.values : undefined);
        });
        app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
          await ack();
          chosen.push(body.type);
        });
      }),
    );
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    const view = await aoi.waitForModal();
    const offered = await aoi.suggest(view, 'service', 'check');
    expect(offered).toEqual({ ok: true, options: [option('check-one')] });
    await aoi.click(view, 'service', { choose: option('check-one') });
    await aoi.close(view);
    expect(chosen).toMatchObject([
      { type: 'external_select', selected_option: { value: 'check-one' } },
      { s: { service: { selected_option: { value: 'check-one' } } } },
      'view_closed',
    ]);
  });
});

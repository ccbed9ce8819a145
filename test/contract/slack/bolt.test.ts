import { afterEach, describe, expect, it } from 'vitest';
import { type BotStage, botStage, type Mode, seed } from './fixture.ts';

const modes: Mode[] = ['socket', 'http'];
let held: BotStage | undefined;

afterEach(async () => {
  await held?.close();
  held = undefined;
});

const button = {
  type: 'actions',
  block_id: 'decide',
  elements: [
    {
      type: 'button',
      action_id: 'approve',
      text: { type: 'plain_text', text: 'Approve' },
      value: '142',
      style: 'primary',
    },
  ],
} as const;

describe.each(modes)('a Bolt app over %s', (mode) => {
  it('hears a slash command with its channel, person and text, and answers only that person', async () => {
    const heard: Record<string, unknown>[] = [];
    held = await botStage(mode, (app) => {
      app.command('/deploy', async ({ command, ack }) => {
        heard.push({ ...command });
        await ack({ text: `on it: ${command.text}` });
      });
    });
    const aoi = held.sandbox.as('U1');
    await expect(aoi.command('releases', '/deploy checkout 2.4.1 to production')).resolves.toEqual({ ok: true });
    expect(heard).toMatchObject([
      {
        command: '/deploy',
        text: 'checkout 2.4.1 to production',
        user_id: 'U1',
        user_name: 'aoi',
        channel_id: 'C1',
        channel_name: 'releases',
      },
    ]);
    const answer = await aoi.waitForEphemeral();
    expect(answer).toMatchObject({ text: 'on it: checkout 2.4.1 to production', channel: 'C1', botId: 'B1' });
    expect(held.sandbox.messages('releases')).toEqual([]);
    expect(held.sandbox.ephemerals('U2')).toEqual([]);
  });

  it('posts a card, is clicked, updates the card and answers the person', async () => {
    const actions: unknown[] = [];
    held = await botStage(mode, (app) => {
      app.command('/deploy', async ({ ack, client, command }) => {
        await ack();
        await client.chat.postMessage({ channel: command.channel_id, text: 'checkout 2.4.1', blocks: [button] });
      });
      app.action('approve', async ({ ack, body, action, client, respond }) => {
        await ack();
        actions.push(action);
        if (body.type !== 'block_actions' || !body.message || !body.channel) throw new Error('no message');
        await client.chat.update({
          channel: body.channel.id,
          ts: body.message.ts,
          text: `approved by <@${body.user.id}>`,
          blocks: [],
        });
        await respond({ text: 'Thank you', response_type: 'ephemeral', replace_original: false });
      });
    });
    await held.sandbox.as('U1').command('releases', '/deploy checkout 2.4.1');
    const mika = held.sandbox.as('U2');
    const card = await mika.waitForMessage(({ text }) => text === 'checkout 2.4.1');
    await expect(mika.click(card, 'approve')).resolves.toEqual({ ok: true });
    await mika.waitForMessage(({ ts, text }) => ts === card.ts && text === 'approved by <@U2>');
    await expect(mika.waitForEphemeral()).resolves.toMatchObject({ text: 'Thank you' });
    expect(actions).toMatchObject([{ type: 'button', action_id: 'approve', block_id: 'decide', value: '142' }]);
    await expect(mika.click(card, 'approve')).rejects.toThrow(/nothing to press/);
  });

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
    held = await botStage(mode, (app) => {
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
    });
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
    held = await botStage(mode, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'Live now' } }];
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
      });
      app.event('app_mention', async ({ event }) => void heard.push(event.text));
      app.message(/.*/, async ({ message }) => void heard.push(`im ${'text' in message ? message.text : ''}`));
    });
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
    held = await botStage(mode, (app) => {
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
    });
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

  it('may answer a command in the channel, and hears mentions with their ids where it asked for them', async () => {
    const [command] = seed.commands;
    const commands = command ? [{ ...command, escape: true }] : [];
    const heard: string[] = [];
    held = await botStage(
      mode,
      (app) => {
        app.command('/deploy', async ({ ack, command }) => {
          heard.push(command.text);
          await ack({ response_type: 'in_channel', text: 'for all' });
        });
      },
      { seed: { ...seed, commands } },
    );
    await held.sandbox.as('U1').command('general', '/deploy ask @mika or @payments-leads in #releases <now>');
    expect(heard).toEqual(['ask <@U2|mika> or <!subteam^S1|@payments-leads> in <#C1|releases> &lt;now&gt;']);
    expect(held.sandbox.messages('general')).toMatchObject([{ text: 'for all', botId: 'B1' }]);
  });

  it('that answers with bad blocks makes Slackbot say so', async () => {
    held = await botStage(mode, (app) => {
      app.command('/deploy', async ({ ack }) => ack({ text: 'x', blocks: [{ type: 'banner' }] }));
    });
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    const told = await aoi.waitForEphemeral();
    expect(told).toMatchObject({ user: 'USLACKBOT', text: '/deploy failed with the error “invalid_blocks”' });
  });

  it('is not asked about commands that it does not have', async () => {
    held = await botStage(mode, () => undefined);
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/depoy checkout');
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({ text: '/depoy is not a valid command.' });
    expect(held.sandbox.deliveries).toEqual([]);
  });

  it('that does not answer makes Slackbot say so', async () => {
    held = await botStage(mode, (app) => app.command('/deploy', async () => undefined), { timing: { ackMs: 50 } });
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy now');
    const told = await aoi.waitForEphemeral();
    expect(told).toMatchObject({ user: 'USLACKBOT', text: '/deploy failed with the error “operation_timeout”' });
  });

  it('gets a delivery twice when the fault is on', async () => {
    const heard: unknown[] = [];
    held = await botStage(mode, (app) => {
      app.command('/deploy', async ({ ack, command, context }) => {
        heard.push([command.text, context.retryNum]);
        await ack();
      });
    });
    held.sandbox.faults.duplicateDeliveries(1);
    await held.sandbox.as('U1').command('releases', '/deploy once');
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.map((one) => (one as unknown[])[0])).toEqual(['once', 'once']);
    expect(heard).toContainEqual(['once', 1]);
  });
});

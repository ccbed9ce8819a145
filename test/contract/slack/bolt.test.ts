import { describe, expect, it } from 'vitest';
import { closing } from '../../support/closing.ts';
import { botStage, keeping, modes, seed } from './fixture.ts';

const keep = keeping(closing());

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
    const held = await keep(
      botStage(mode, (app) => {
        app.command('/deploy', async ({ command, ack }) => {
          heard.push({ ...command });
          await ack({ text: `on it: ${command.text}` });
        });
      }),
    );
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
    const held = await keep(
      botStage(mode, (app) => {
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
      }),
    );
    await held.sandbox.as('U1').command('releases', '/deploy checkout 2.4.1');
    const mika = held.sandbox.as('U2');
    const card = await mika.waitForMessage(({ text }) => text === 'checkout 2.4.1');
    await expect(mika.click(card, 'approve')).resolves.toEqual({ ok: true });
    await mika.waitForMessage(({ ts, text }) => ts === card.ts && text === 'approved by <@U2>');
    await expect(mika.waitForEphemeral()).resolves.toMatchObject({ text: 'Thank you' });
    expect(actions).toMatchObject([{ type: 'button', action_id: 'approve', block_id: 'decide', value: '142' }]);
    await expect(mika.click(card, 'approve')).rejects.toThrow(/nothing to press/);
  });

  it('may answer a command in the channel, and hears mentions with their ids where it asked for them', async () => {
    const [command] = seed.commands;
    const commands = command ? [{ ...command, escape: true }] : [];
    const heard: string[] = [];
    const held = await keep(
      botStage(
        mode,
        (app) => {
          app.command('/deploy', async ({ ack, command }) => {
            heard.push(command.text);
            await ack({ response_type: 'in_channel', text: 'for all' });
          });
        },
        { seed: { ...seed, commands } },
      ),
    );
    await held.sandbox.as('U1').command('general', '/deploy ask @mika or @payments-leads in #releases <now>');
    expect(heard).toEqual(['ask <@U2|mika> or <!subteam^S1|@payments-leads> in <#C1|releases> &lt;now&gt;']);
    expect(held.sandbox.messages('general')).toMatchObject([{ text: 'for all', botId: 'B1' }]);
  });

  it('that answers with bad blocks makes Slackbot say so', async () => {
    const held = await keep(
      botStage(mode, (app) => {
        app.command('/deploy', async ({ ack }) => ack({ text: 'x', blocks: [{ type: 'banner' }] }));
      }),
    );
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    const told = await aoi.waitForEphemeral();
    expect(told).toMatchObject({ user: 'USLACKBOT', text: '/deploy failed with the error “invalid_blocks”' });
  });

  it('is not asked about commands that it does not have', async () => {
    const held = await keep(botStage(mode, () => undefined));
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/depoy checkout');
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({ text: '/depoy is not a valid command.' });
    expect(held.sandbox.deliveries).toEqual([]);
  });

  it('that does not answer makes Slackbot say so', async () => {
    const held = await keep(
      botStage(mode, (app) => app.command('/deploy', async () => undefined), { timing: { ackMs: 50 } }),
    );
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy now');
    const told = await aoi.waitForEphemeral();
    expect(told).toMatchObject({ user: 'USLACKBOT', text: '/deploy failed with the error “operation_timeout”' });
  });

  it('gets a delivery twice when the fault is on', async () => {
    const heard: unknown[] = [];
    const held = await keep(
      botStage(mode, (app) => {
        app.command('/deploy', async ({ ack, command, context }) => {
          heard.push([command.text, context.retryNum]);
          await ack();
        });
      }),
    );
    held.sandbox.faults.duplicateDeliveries(1);
    await held.sandbox.as('U1').command('releases', '/deploy once');
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.map((one) => (one as unknown[])[0])).toEqual(['once', 'once']);
    expect(heard).toContainEqual(['once', 1]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type Stage, stage } from './fixture.ts';

let held: Stage;
beforeEach(async () => {
  held = await stage();
});
afterEach(() => held.close());

const header = (text: string) => ({ type: 'header' as const, text: { type: 'plain_text' as const, text } });

describe('messages', () => {
  it('are posted by id or name, with blocks, colour and metadata, and read back', async () => {
    const metadata = { event_type: 'release_card', event_payload: { release: '142' } };
    const posted = await held.client.chat.postMessage({
      channel: '#releases',
      text: 'checkout 2.4.1',
      blocks: [header('checkout')],
      attachments: [{ color: '#e01e5a', fallback: 'red', blocks: [header('bad')] }],
      metadata,
    });
    expect(posted).toMatchObject({ ok: true, channel: 'C1', message: { bot_id: 'B1', user: 'UBOT' } });
    const plain = await held.client.conversations.history({ channel: 'C1' });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const full = await held.client.conversations.history({ channel: 'C1', include_all_metadata: true });
    expect(full.messages?.[0]).toMatchObject({
      ts: posted.ts,
      text: 'checkout 2.4.1',
      metadata,
      attachments: [{ color: 'e01e5a' }],
    });
    expect(held.sandbox.messages('releases')[0]?.blocks[0]?.['block_id']).toEqual(expect.any(String));
  });

  it('are refused where the bot may not write', async () => {
    const post = (channel: string, text = 'x') => errorOf(held.client.chat.postMessage({ channel, text }));
    expect(await post('C2')).toBe('not_in_channel');
    expect(await post('C3')).toBe('is_archived');
    expect(await post('C4')).toBe('channel_not_found');
    expect(await post('nowhere')).toBe('channel_not_found');
    expect(await post('C1', '')).toBe('no_text');
    expect(await post('C1', 'x'.repeat(40_001))).toBe('msg_too_long');
    await held.client.conversations.join({ channel: 'C2' });
    await expect(held.client.chat.postMessage({ channel: 'C2', text: 'x' })).resolves.toMatchObject({ ok: true });
  });

  it('with bad blocks are refused in Slack’s words', async () => {
    const call = held.client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [header('x'.repeat(151))] });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    const raw = held.client.apiCall('chat.postMessage', { channel: 'C1', text: 'x', blocks: 'not json' });
    expect(await errorOf(raw)).toBe('invalid_blocks_format');
  });

  it('are changed in place: new text alone takes the blocks away, new metadata alone keeps the rest', async () => {
    const metadata = { event_type: 'card', event_payload: { step: '1' } };
    const bar = { color: '#e01e5a', fallback: 'x' };
    const first = { channel: 'C1', text: 'one', blocks: [header('one')], attachments: [bar], metadata };
    const { ts = '' } = await held.client.chat.postMessage(first);
    await held.client.chat.update({ channel: 'C1', ts, text: 'two', blocks: [header('two')] });
    const [card] = held.sandbox.messages('releases');
    expect(card).toMatchObject({ ts, text: 'two', metadata, attachments: [{ color: 'e01e5a' }] });
    expect(card?.edited).toBeUndefined();
    await held.client.chat.update({ channel: 'C1', ts, text: 'three', attachments: [] });
    expect(held.sandbox.messages('releases')).toMatchObject([
      { text: 'three', blocks: [], attachments: [], metadata, edited: { user: 'UBOT' } },
    ]);
    const long = held.client.chat.update({ channel: 'C1', ts, text: 'x'.repeat(4_001) });
    expect(await errorOf(long)).toBe('msg_too_long');
  });

  it('of others cannot be changed or taken away; unknown ones are not found', async () => {
    await held.sandbox.as('U1').say('releases', 'mine');
    const [said] = held.sandbox.messages('releases');
    const ts = said?.ts ?? '';
    expect(await errorOf(held.client.chat.update({ channel: 'C1', ts, text: 'x' }))).toBe('cant_update_message');
    expect(await errorOf(held.client.chat.delete({ channel: 'C1', ts }))).toBe('cant_delete_message');
    expect(await errorOf(held.client.chat.update({ channel: 'C1', ts: '1.000000', text: 'x' }))).toBe(
      'message_not_found',
    );
    const own = await held.client.chat.postMessage({ channel: 'C1', text: 'x' });
    await held.client.chat.delete({ channel: 'C1', ts: own.ts ?? '' });
    expect(held.sandbox.messages('releases').map(({ text }) => text)).toEqual(['mine']);
  });

  it('in threads count at their parent, and only broadcast ones are in the channel', async () => {
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'card' });
    await held.client.chat.postMessage({ channel: 'C1', text: 'detail', thread_ts: ts });
    await held.client.chat.postMessage({ channel: 'C1', text: 'report', thread_ts: ts, reply_broadcast: true });
    const channel = await held.client.conversations.history({ channel: 'C1' });
    expect(channel.messages?.map(({ text }) => text)).toEqual(['report', 'card']);
    expect(channel.messages?.[1]).toMatchObject({ reply_count: 2, reply_users: ['UBOT'], thread_ts: ts });
    const thread = await held.client.conversations.replies({ channel: 'C1', ts });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['card', 'detail', 'report']);
    expect(held.sandbox.thread('releases', ts).map(({ text }) => text)).toEqual(['card', 'detail', 'report']);
    expect(await errorOf(held.client.chat.postMessage({ channel: 'C1', text: 'x', thread_ts: '1.000000' }))).toBe(
      'thread_not_found',
    );
  });

  it('are read page by page', async () => {
    for (let n = 1; n <= 5; n += 1) await held.client.chat.postMessage({ channel: 'C1', text: `m${n}` });
    const seen: (string | undefined)[] = [];
    for await (const page of held.client.paginate('conversations.history', { channel: 'C1', limit: 2 })) {
      seen.push(...((page as { messages?: { text?: string }[] }).messages ?? []).map(({ text }) => text));
    }
    expect(seen).toEqual(['m5', 'm4', 'm3', 'm2', 'm1']);
    expect(await errorOf(held.client.conversations.history({ channel: 'C1', cursor: 'zzz' }))).toBe('invalid_cursor');
  });

  it('have addresses', async () => {
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'x' });
    const { permalink = '' } = await held.client.chat.getPermalink({ channel: 'C1', message_ts: ts });
    expect(permalink).toBe(`${held.sandbox.url}/archives/C1/p${ts.replace('.', '')}`);
    expect((await fetch(permalink)).status).toBe(200);
  });

  it('for one person are seen by that person only and not kept in the channel', async () => {
    await held.client.chat.postEphemeral({ channel: 'C1', user: 'U2', text: 'only you' });
    await expect(held.sandbox.as('U2').waitForEphemeral()).resolves.toMatchObject({ text: 'only you' });
    expect(held.sandbox.ephemerals('U1')).toEqual([]);
    expect((await held.client.conversations.history({ channel: 'C1' })).messages).toEqual([]);
    const stranger = held.client.chat.postEphemeral({ channel: 'C1', user: 'U9', text: 'x' });
    expect(await errorOf(stranger)).toBe('user_not_found');
  });

  it('go to a person directly', async () => {
    const opened = await held.client.conversations.open({ users: 'U1' });
    const posted = await held.client.chat.postMessage({ channel: 'U1', text: 'psst' });
    expect(posted.channel).toBe(opened.channel?.id);
  });

  it('take reactions once', async () => {
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'x' });
    const react = () => held.client.reactions.add({ channel: 'C1', timestamp: ts, name: 'eyes' });
    await react();
    expect(await errorOf(react())).toBe('already_reacted');
  });
});

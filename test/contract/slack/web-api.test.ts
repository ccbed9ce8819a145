import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type Stage, seed, stage } from './fixture.ts';

let held: Stage;
beforeEach(async () => {
  held = await stage();
});
afterEach(() => held.close());

const header = (text: string) => ({ type: 'header' as const, text: { type: 'plain_text' as const, text } });

describe('tokens', () => {
  it('names the bot and its scopes', async () => {
    const who = await held.client.auth.test();
    expect(who).toMatchObject({ user_id: 'UBOT', bot_id: 'B1', team_id: 'T1', team: 'Riverside' });
    expect(who.response_metadata?.scopes).toContain('chat:write');
  });

  it('refuses unknown tokens, no token, and the wrong kind of token', async () => {
    const as = (token: string | undefined) =>
      new webApi.WebClient(token, { slackApiUrl: held.sandbox.apiUrl, retryConfig: { retries: 0 } });
    expect(await errorOf(as('xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await errorOf(as(undefined).auth.test())).toBe('not_authed');
    expect(await errorOf(held.client.apps.connections.open())).toBe('not_allowed_token_type');
    expect(await errorOf(as(seed.appToken).chat.postMessage({ channel: 'C1', text: 'x' }))).toBe(
      'not_allowed_token_type',
    );
  });

  it('takes the token as an argument too, and keeps it out of the journal', async () => {
    const response = await fetch(`${held.sandbox.apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: seed.botToken }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    expect(JSON.stringify(held.sandbox.journal)).not.toContain(seed.botToken);
  });

  it('says which scope is missing', async () => {
    await held.close();
    held = await stage({ seed: { ...seed, scopes: ['chat:write'] } });
    const call = held.client.users.info({ user: 'U1' });
    await expect(call).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    });
  });

  it('answers an unknown method', async () => {
    expect(await errorOf(held.client.apiCall('chat.shout'))).toBe('unknown_method');
  });
});

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

describe('people, groups and channels', () => {
  it('are listed and looked up', async () => {
    const user = await held.client.users.info({ user: 'U1' });
    expect(user.user).toMatchObject({ name: 'aoi', tz: 'Asia/Tokyo', tz_offset: 32_400, is_bot: false });
    expect((await held.client.users.lookupByEmail({ email: 'mika@riverside.example' })).user?.id).toBe('U2');
    expect(await errorOf(held.client.users.info({ user: 'U9' }))).toBe('user_not_found');
    const groups = await held.client.usergroups.list({ include_users: true });
    expect(groups.usergroups).toMatchObject([{ id: 'S1', handle: 'payments-leads', users: ['U2'] }]);
    expect((await held.client.usergroups.users.list({ usergroup: 'S1' })).users).toEqual(['U2']);
    expect(await errorOf(held.client.usergroups.users.list({ usergroup: 'S9' }))).toBe('no_such_subteam');
    const channels = await held.client.conversations.list({ exclude_archived: true });
    expect(channels.channels?.map(({ name, is_member }) => [name, is_member])).toEqual([
      ['releases', true],
      ['general', false],
    ]);
    expect((await held.client.conversations.members({ channel: 'C1' })).members).toEqual(['U1', 'U2', 'UBOT']);
  });
});

describe('files', () => {
  it('are uploaded in three steps and shown in an image block', async () => {
    const picture = Buffer.from('\x89PNG not really');
    const { upload_url = '', file_id = '' } = await held.client.files.getUploadURLExternal({
      filename: 'chart.png',
      length: picture.length,
    });
    const image = { type: 'image' as const, alt_text: 'errors', slack_file: { id: file_id } };
    const early = held.client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [image] });
    expect(await errorOf(early)).toBe('invalid_blocks');
    await fetch(upload_url, { method: 'POST', body: picture });
    await held.client.files.completeUploadExternal({ files: [{ id: file_id, title: 'Errors' }] });
    await held.client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [image] });
    const shown = await fetch(`${held.sandbox.url}/_page/files/${file_id}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture);
  });

  it('are shared by the client’s own upload helper', async () => {
    await held.client.filesUploadV2({ channel_id: 'C1', filename: 'report.md', content: '# Report', title: 'Report' });
    expect(held.sandbox.messages('releases')).toMatchObject([{ files: [expect.stringMatching(/^F/)] }]);
  });
});

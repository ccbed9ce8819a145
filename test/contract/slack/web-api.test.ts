import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { errorOf, type Stage, seed, stage } from './fixture.ts';

const fileReadyMs = 1_000;
let now = 0;
let held: Stage;
beforeEach(async () => {
  now = Date.now();
  held = await stage({ clock: { now: () => now }, timing: { fileReadyMs } });
});
afterEach(() => held.close());

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

  it('wants the scope of each kind of channel', async () => {
    const scopes = ['channels:read', 'channels:history', 'groups:history', 'im:write', 'chat:write'];
    await held.close();
    const channels = seed.channels.map((channel) => ({ ...channel, members: [...channel.members, 'UBOT'] }));
    held = await stage({ seed: { ...seed, channels, scopes } });
    const { client } = held;
    const needed = (call: Promise<unknown>) =>
      call.then(
        () => null,
        (error: { data: { error: string; needed: string } }) => `${error.data.error} ${error.data.needed}`,
      );
    const direct = (await client.conversations.open({ users: 'U1' })).channel?.id ?? '';
    const { ts = '' } = await client.chat.postMessage({ channel: direct, text: 'x' });
    expect(await needed(client.conversations.history({ channel: 'C1' }))).toBeNull();
    expect(await needed(client.conversations.history({ channel: 'C4' }))).toBeNull();
    expect(await needed(client.conversations.history({ channel: direct }))).toBe('missing_scope im:history');
    expect(await needed(client.conversations.replies({ channel: direct, ts }))).toBe('missing_scope im:history');
    expect(await needed(client.conversations.info({ channel: 'C1' }))).toBeNull();
    expect(await needed(client.conversations.info({ channel: 'C4' }))).toBe('missing_scope groups:read');
    expect(await needed(client.conversations.members({ channel: direct }))).toBe('missing_scope im:read');
    expect(await needed(client.conversations.list())).toBeNull();
    const both = client.conversations.list({ types: 'public_channel,private_channel' });
    expect(await needed(both)).toBe('missing_scope groups:read');
    expect(await needed(client.conversations.open({ users: 'U1,U2' }))).toBe('missing_scope mpim:write');
  });

  it('write to nobody directly where the app has no Messages tab', async () => {
    await held.close();
    held = await stage({ seed: { ...seed, messagesTab: false } });
    const { client } = held;
    const direct = (await client.conversations.open({ users: 'U1' })).channel?.id ?? '';
    expect(await errorOf(client.chat.postMessage({ channel: direct, text: 'x' }))).toBe('messages_tab_disabled');
    expect(await errorOf(client.chat.postMessage({ channel: 'U1', text: 'x' }))).toBe('messages_tab_disabled');
    await client.chat.postMessage({ channel: 'C1', text: 'x' });
  });

  it('answers an unknown method', async () => {
    expect(await errorOf(held.client.apiCall('chat.shout'))).toBe('unknown_method');
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
  it('are uploaded in three steps, and can be shown in an image block some time after that', async () => {
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
    const tooEarly = held.client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [image] });
    await expect(tooEarly).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
      },
    });
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'x' });
    const edit = () => held.client.chat.update({ channel: 'C1', ts, text: 'x', blocks: [image] });
    now += fileReadyMs - 1;
    expect(await errorOf(edit())).toBe('invalid_blocks');
    now += 1;
    await edit();
    await held.client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [image] });
    const shown = await fetch(`${held.sandbox.url}/_page/files/${file_id}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture);
  });

  it('are shared by the client’s own upload helper', async () => {
    await held.client.filesUploadV2({ channel_id: 'C1', filename: 'report.md', content: '# Report', title: 'Report' });
    expect(held.sandbox.messages('releases')).toMatchObject([{ files: [expect.stringMatching(/^F/)] }]);
  });

  it('come whole from the port', async () => {
    const slack = createSlack({ token: seed.botToken, apiUrl: held.sandbox.apiUrl });
    const picture = Buffer.from('\x89PNG not really', 'latin1');
    const id = await slack.upload({ name: 'chart.png', title: 'Errors', content: picture });
    const shown = await fetch(`${held.sandbox.url}/_page/files/${id}`);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture);
  });
});

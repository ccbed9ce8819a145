import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { errorOf, type Stage, seed, stage } from './fixture.ts';

let held: Stage;
beforeEach(async () => {
  held = await stage();
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

  it('come whole from the port', async () => {
    const slack = createSlack({ token: seed.botToken, apiUrl: held.sandbox.apiUrl });
    const picture = Buffer.from('\x89PNG not really', 'latin1');
    const id = await slack.upload({ name: 'chart.png', title: 'Errors', content: picture });
    const shown = await fetch(`${held.sandbox.url}/_page/files/${id}`);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture);
  });
});

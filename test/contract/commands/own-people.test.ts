import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../../sandbox/slack/index.ts';
import { type CommandStage, commandStage, modes, signingSecret } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

/** Each has an approver's place in a group, and none of them is one of our own people. */
const outsiders = [
  ['a guest of some channels', 'U0GUS', /you're a guest/],
  ['a guest of one channel', 'U0SOL', /you're a guest/],
  ['somebody of another workspace', 'U0FAY', /belong to another/],
  ['somebody whose account is deactivated', 'U0DEE', /deactivated/],
] as const;

describe.each(modes)('somebody who is none of our own people, over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
    stage.world.deps.people.membersOf = async () => outsiders.map(([, id]) => id);
  });
  const pass = (ms: number) => stage.world.clock.passTo(stage.world.clock.now() + ms);
  const told = (who: string, words: RegExp) => stage.slack.as(who).waitForEphemeral(({ text }) => words.test(text));

  it.each(outsiders)('%s: no command, no click and no list counts', async (_who, id, why) => {
    const { id: release, card } = await stage.waiting();
    const before = await stage.release(release);
    const person = stage.slack.as(id);
    for (const text of ['checkout 2.4.1 to production', 'abort #1', 'status', 'help', '']) {
      expect(await person.command('releases', `/deploy ${text}`)).toEqual({ ok: true });
      await told(id, why);
    }
    for (const button of ['approve', 'reject']) {
      expect(await person.click(card, button)).toEqual({ ok: true });
      await told(id, why);
    }
    await expect.poll(() => stage.slack.ephemerals(id).filter(({ text }) => why.test(text)).length).toBe(7);
    expect(stage.slack.modals(id)).toEqual([]);
    expect(stage.asks).toEqual([]);
    expect(await stage.release(release)).toEqual(before);
    await person.openHome();
    const home = await person.waitForHome(({ blocks }) => why.test(JSON.stringify(blocks)));
    expect(JSON.stringify(home.blocks)).not.toMatch(/checkout|Redis|Nothing was changed/);
    expect(JSON.stringify(home.blocks)).toMatch(/Only full members .* may use it.* ask a full member .* ask an admin/);
  });

  it('one who has become a guest since the form was opened sends it in vain, and reads why in it', async () => {
    const aoi = stage.slack.as('U0AOI');
    await aoi.command('releases', '/deploy checkout');
    const view = await aoi.waitForModal();
    stage.slack.admin.setStanding('U0AOI', { guest: 'multi-channel' });
    pass(61_000);
    aoi.fill(view, { form_version: '2.4.1', form_environment: 'production' });
    expect(await aoi.submit(view)).toMatchObject({ ok: false });
    expect(Object.values(stage.slack.modals('U0AOI')[0]?.errors ?? {})).toEqual([
      expect.stringMatching(/you're a guest/),
    ]);
    await expect(aoi.suggest(view, 'form_version', '')).resolves.toMatchObject({ options: [] });
    expect(stage.asks).toEqual([]);
  });

  it('whoever Slack does not tell of is asked to try again; the click is acknowledged and nothing is done', async () => {
    const { id, card } = await stage.waiting();
    const fault = stage.slack.faults.serverError({ method: 'users.info' });
    expect(await stage.slack.as('U0REN').click(card, 'approve')).toEqual({ ok: true });
    await told(
      'U0REN',
      /can.t tell who you are right now: Slack did not answer\. Nothing was changed; please try again/,
    );
    expect(await stage.slack.as('U0REN').command('releases', '/deploy checkout 2.4.1')).toEqual({ ok: true });
    await expect.poll(() => stage.slack.ephemerals('U0REN').length).toBe(2);
    expect(stage.asks).toEqual([]);
    expect((await stage.release(id)).approvals).toEqual([]);
    fault.stop();
    await stage.slack.as('U0REN').command('releases', '/deploy checkout 2.4.1');
    expect(await stage.asked(1)).toHaveLength(1);
  });

  it('our own people are asked of once in a while only, and count while Slack is away', async () => {
    const asked = () => stage.slack.journal.filter(({ method }) => method === 'users.info').length;
    await stage.slack.as('U0AOI').command('releases', '/deploy status');
    await stage.slack.as('U0AOI').command('releases', '/deploy status');
    expect(asked()).toBe(1);
    stage.slack.faults.serverError({ method: 'users.info' });
    pass(10 * 60_000);
    await stage.slack.as('U0AOI').command('releases', '/deploy checkout 2.4.1');
    expect(await stage.asked(1)).toHaveLength(1);
    pass(10 * 60_000);
    await stage.slack.as('U0AOI').command('releases', '/deploy checkout 2.5.0');
    await told('U0AOI', /can.t tell who you are/);
    expect(stage.asks).toHaveLength(1);
  });

  it('a link is opened by whoever sees it, without a word', async () => {
    const link = { type: 'button', action_id: 'open_diff', text: { type: 'plain_text', text: 'What changes' } };
    const blocks = [{ type: 'actions', elements: [{ ...link, url: 'https://git.example/compare' }] }];
    const card = await stage.deps.slack.post(
      { channel: 'C00001' },
      { text: 'a card', blocks },
      { release: 'r1', key: 'x' },
    );
    expect(await stage.slack.as('U0GUS').click(card, 'open_diff')).toEqual({ ok: true });
    expect(stage.slack.ephemerals('U0GUS')).toEqual([]);
  });
});

describe('a signed request with the id of one of our own people', () => {
  beforeEach(async () => {
    stage = await commandStage('http');
  });

  async function send(body: string, type: string): Promise<string> {
    const at = Math.floor(stage.world.clock.now() / 1000);
    const headers = {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': sign(signingSecret, at, body),
    };
    const answer = await fetch(stage.url, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    return answer.text();
  }
  const form = (fields: Record<string, string>) =>
    send(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
  const command = {
    command: '/deploy',
    text: 'checkout 2.4.1',
    user_id: 'U0AOI',
    user_name: 'aoi',
    channel_id: 'C00001',
    trigger_id: '1.2.3',
    team_id: 'T1',
  };

  it('but from another workspace is none of theirs', async () => {
    expect(await form({ ...command, team_id: 'T2' })).toMatch(/belong to another/);
    expect(await form({ ...command, team_id: 'T2', enterprise_id: 'E2' })).toMatch(/belong to another/);
    expect(stage.asks).toEqual([]);
    expect(await form(command)).toBe('');
    expect(stage.asks).toHaveLength(1);
  });

  it.each([
    ['the person is of another workspace', { user: { team_id: 'T2' } }],
    ['it was sent from another workspace', { team: { id: 'T2', domain: 'upstream' } }],
    ['the person is a bot', { user: { id: 'U0BOB' } }],
    ['Slack knows nobody of this id', { user: { id: 'U0NOBODY' } }],
  ])('a click counts not where %s', async (_why, change) => {
    const { id } = await stage.waiting();
    const { digest } = await stage.release(id);
    const said = change as { user?: object; team?: object };
    const payload = {
      type: 'block_actions',
      user: { id: 'U0MIKA', name: 'mika', team_id: 'T1', ...said.user },
      team: { id: 'T1', domain: 'riverside', ...said.team },
      trigger_id: '1.2.3',
      actions: [{ type: 'button', action_id: 'approve', action_ts: '1', value: JSON.stringify({ id, digest }) }],
    };
    await form({ payload: JSON.stringify(payload) });
    expect((await stage.release(id)).approvals).toEqual([]);
    const sound = { ...payload, user: { id: 'U0MIKA', name: 'mika', team_id: 'T1' }, team: { id: 'T1' } };
    await form({ payload: JSON.stringify(sound) });
    expect((await stage.release(id)).approvals).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageEvent, PageState } from '../../../sandbox/slack/index.ts';
import { type Stage, stage } from './fixture.ts';

let held: Stage;
beforeEach(async () => {
  const hints = [{ id: 'first', title: 'Start here', text: 'Type /deploy', done: false }];
  const page = () => ({ html: '<main></main>', js: 'start()', css: 'main{}' });
  held = await stage({ hints, page });
});
afterEach(() => held.close());

const stateOf = async (user: string) =>
  (await (await fetch(`${held.sandbox.url}/_page/state?user=${user}`)).json()) as PageState;

async function act(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${held.sandbox.url}/_page/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { ok: boolean; error?: string } };
}

/** The live connection of one person, with everything it has told so far. */
async function listen(user: string) {
  const socket = new WebSocket(`${held.sandbox.url.replace('http', 'ws')}/_page/ws?user=${user}`);
  const events: PageEvent[] = [];
  const wanted: { type: string; found(event: PageEvent): void }[] = [];
  socket.addEventListener('message', ({ data }) => {
    const event = JSON.parse(String(data)) as PageEvent;
    events.push(event);
    for (const want of wanted) if (want.type === event.type) want.found(event);
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  return {
    events,
    next: (type: PageEvent['type']) =>
      new Promise<PageEvent>((found) => {
        const there = events.find((event) => event.type === type);
        if (there) found(there);
        else wanted.push({ type, found });
      }),
  };
}

describe('the page’s server', () => {
  it('serves the page, also at the address of a message', async () => {
    const get = async (path: string) => (await fetch(`${held.sandbox.url}${path}`)).text();
    expect(await get('/')).toBe('<main></main>');
    expect(await get('/app.js')).toBe('start()');
    expect(await get('/app.css')).toBe('main{}');
    expect(await get('/archives/C1/p1')).toBe('<main></main>');
    expect((await fetch(`${held.sandbox.url}/etc/passwd`)).status).toBe(404);
  });

  it('shows a person what they may see, and nothing else', async () => {
    await held.client.chat.postMessage({ channel: 'C1', text: 'for all' });
    await held.client.chat.postEphemeral({ channel: 'C1', user: 'U2', text: 'for mika' });
    await act({ user: 'U2', type: 'say', channel: 'C4', text: 'psst' });
    const aoi = await stateOf('U1');
    expect(aoi.messages.map(({ text }) => text)).toEqual(['for all']);
    expect(aoi.channels.map(({ name }) => name)).toEqual(['releases', 'general', 'old', 'sluice']);
    const mika = await stateOf('U2');
    expect(mika.messages.map(({ text, ephemeral }) => [text, ephemeral])).toEqual([
      ['for all', false],
      ['for mika', true],
      ['psst', false],
    ]);
    expect(mika).toMatchObject({ me: { id: 'U2' }, botId: 'UBOT', botConnected: false, hints: [{ id: 'first' }] });
    expect((await fetch(`${held.sandbox.url}/_page/state?user=U9`)).status).toBe(404);
    expect((await stateOf('')).me.id).toBe('U1');
  });

  it('tells live pages of messages, changes, hints and toasts', async () => {
    const page = await listen('U1');
    const other = await listen('U2');
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'card' });
    await expect(page.next('message')).resolves.toMatchObject({ message: { ts, text: 'card', replyCount: 0 } });
    await held.client.chat.delete({ channel: 'C1', ts });
    await expect(page.next('message_deleted')).resolves.toMatchObject({ channel: 'C1', ts });
    held.sandbox.toast('U1', 'look here');
    held.sandbox.markHint('first');
    await expect(page.next('toast')).resolves.toEqual({ type: 'toast', text: 'look here' });
    await expect(page.next('hints')).resolves.toMatchObject({ hints: [{ id: 'first', done: true }] });
    await other.next('hints');
    expect(other.events.map(({ type }) => type)).not.toContain('toast');
  });

  it('lets people act, and tells who listens', async () => {
    const acts: string[] = [];
    held.sandbox.onAct((done) => acts.push(`${done.user} ${done.type}`));
    expect(await act({ user: 'U1', type: 'say', channel: 'C1', text: 'hello <b>' })).toEqual({
      status: 200,
      body: { ok: true },
    });
    expect(held.sandbox.messages('releases')).toMatchObject([{ user: 'U1', text: 'hello &lt;b&gt;' }]);
    expect((await act({ user: 'U1', type: 'say', channel: 'C4', text: 'x' })).body.ok).toBe(false);
    expect((await act({ user: 'UBOT', type: 'say', channel: 'C1', text: 'x' })).body.ok).toBe(false);
    expect((await act({ user: 'U1', type: 'fly' })).status).toBe(400);
    expect(acts).toEqual(['U1 say', 'U1 say']);
  });

  it('refuses other sites', async () => {
    const refused = await act({ user: 'U1', type: 'open_home' }, { origin: 'http://evil.example' });
    expect(refused.status).toBe(403);
  });
});

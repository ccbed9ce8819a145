import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageAct, PageView } from '../../../sandbox/slack/protocol.ts';
import { openBrowser } from './browser.ts';
import { cannedState, formView, homeView, message } from './canned.ts';
import { type FakeServer, type Reply, startFakeServer } from './fake-server.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let server: FakeServer;
let page: Page;
let failures: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  const now = Date.now();
  server = await startFakeServer((user) => cannedState(user, now));
  page = await browser.context.newPage();
  failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
});
afterEach(async () => {
  await page.close();
  await server.close();
  expect(failures).toEqual([]);
});

const box = () => page.getByRole('textbox', { name: 'Message #payments' });
const latest = () => server.acts.at(-1);
const acted = (type: PageAct['type']) => vi.waitFor(() => expect(latest()?.type).toBe(type));

async function open(query = '?user=UAOI'): Promise<void> {
  await page.goto(`${server.url}${query}`);
  await page.getByRole('log').waitFor();
}

function modal(view: PageView['view'], errors: Record<string, string> = {}): void {
  server.emit('UAOI', { type: 'modals', modals: [{ id: 'V1', view, errors }] });
}

describe('a channel', () => {
  it('opens as the first person, and says so in the address and at the top', async () => {
    await open('');
    await vi.waitFor(() => expect(page.url()).toContain('user=UAOI'));
    await page.getByRole('button', { name: 'You are: Aoi Tanaka — change' }).waitFor();
    await page.getByText('Only visible to you').waitFor();
  });

  it('sends what was typed, completes commands and brings them back', async () => {
    await open();
    await box().pressSequentially('/dep');
    await page.getByRole('option', { name: /^\/deploy </ }).waitFor();
    await box().press('Tab');
    await box().pressSequentially('checkout 2.4.1');
    await box().press('Enter');
    await acted('say');
    expect(latest()).toEqual({ user: 'UAOI', type: 'say', channel: 'CPAY', text: '/deploy checkout 2.4.1' });
    await box().press('ArrowUp');
    expect(await box().inputValue()).toBe('/deploy checkout 2.4.1');
  });

  it('gives the text back and shows the server’s words when it was refused', async () => {
    await open();
    server.answer(() => ({ ok: false, error: 'Sluice did not answer within 3 seconds.' }));
    await box().fill('/deploy checkout');
    await box().press('Enter');
    await page.getByText('Sluice did not answer within 3 seconds.').waitFor();
    expect(await box().inputValue()).toBe('/deploy checkout');
  });

  it('shows new messages and new editions of a card without a reload', async () => {
    await open();
    const fresh = message(Date.now() + 60_000, 'UREN', 'hello *there*');
    server.emit('UAOI', { type: 'message', message: fresh });
    const article = page.locator(`article[data-ts="${fresh.ts}"]`);
    await article.locator('strong', { hasText: 'there' }).waitFor();
    server.emit('UAOI', { type: 'message', message: { ...fresh, text: 'bye', edited: true } });
    await article.getByText('bye (edited)').waitFor();
    server.emit('UAOI', { type: 'message_deleted', channel: 'CPAY', ts: fresh.ts });
    await article.waitFor({ state: 'detached' });
  });

  it('catches up after the connection was lost', async () => {
    await open();
    const state = server.state('UAOI');
    const missed = message(Date.now() + 60_000, 'UREN', 'while you were away');
    server.emit('nobody', { type: 'bot', connected: true }, state);
    state.messages.push(missed);
    server.dropSockets();
    await page.getByText('while you were away').waitFor();
    await page.getByText('Only visible to you').waitFor();
  });

  it('says when the bot is not connected', async () => {
    await open();
    server.emit('UAOI', { type: 'bot', connected: false });
    await page.getByText('Sluice is not connected to Slack').waitFor();
  });
});

describe('a card', () => {
  const approve = () => page.locator('[data-block-id="approval"]').getByRole('button', { name: 'Approve' });

  it('asks before it approves, and sends the action in Slack’s shape', async () => {
    await open();
    await approve().click();
    const dialog = page.getByRole('alertdialog', { name: 'Release 2.4.1 to production?' });
    await dialog.getByRole('button', { name: 'Not yet' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(server.acts).toEqual([]);
    await approve().focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await acted('click');
    expect(latest()).toMatchObject({
      user: 'UAOI',
      container: { type: 'message', channel: 'CPAY' },
      blockId: 'approval',
      action: { type: 'button', action_id: 'approve', block_id: 'approval', value: '142', style: 'primary' },
    });
  });

  it('takes no second click while the server has not answered', async () => {
    await open();
    let release: (reply: Reply) => void = () => undefined;
    server.answer(
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    const wait = page.getByRole('button', { name: 'Wait 10 more min' });
    await wait.dblclick();
    await vi.waitFor(async () => expect(await wait.getAttribute('aria-busy')).toBe('true'));
    release({ ok: true });
    await vi.waitFor(async () => expect(await wait.getAttribute('aria-busy')).toBeNull());
    expect(server.acts.filter(({ type }) => type === 'click')).toHaveLength(1);
  });

  it('offers its menu by keyboard', async () => {
    await open();
    await page.getByRole('button', { name: 'More actions' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Show the plan' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await acted('click');
    expect(latest()).toMatchObject({ action: { type: 'overflow', selected_option: { value: 'link' } } });
  });

  it('opens its thread, where one replies, and Escape closes it', async () => {
    await open();
    await page.getByRole('button', { name: /3 replies/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('looks good to me').waitFor();
    expect(page.url()).toContain('thread=');
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('thanks');
    await page.keyboard.press('Enter');
    await acted('say');
    const root = server.state('UAOI').messages.find(({ threadTs }) => threadTs !== undefined)?.threadTs;
    expect(latest()).toMatchObject({ text: 'thanks', threadTs: root });
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });
});

describe('people', () => {
  it('can be changed by keyboard; each sees only what is theirs', async () => {
    await open();
    await page.getByRole('button', { name: /You are/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitemradio', { name: /Aoi Tanaka/ }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'You are: Mika Sato — change' }).waitFor();
    expect(page.url()).toContain('user=UMIKA');
    expect(await page.getByText('Only visible to you').count()).toBe(0);
    await box().fill('hi');
    await box().press('Enter');
    await acted('say');
    expect(latest()?.user).toBe('UMIKA');
  });

  it('are led by hints: a click fills the message box, as the right person', async () => {
    await open('?user=UMIKA');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: /checkout 2\.5\.0/ }).click();
    await page.getByRole('button', { name: 'You are: Aoi Tanaka — change' }).waitFor();
    await vi.waitFor(async () => expect(await box().inputValue()).toBe('/deploy checkout 2.5.0 to production'));
    const hints = server.state('UAOI').hints.map((hint) => ({ ...hint, done: hint.id === 'ask' }));
    server.emit('UAOI', { type: 'hints', hints });
    await page.getByText('1 of 3 done').waitFor();
    await page.getByRole('button', { name: 'Fold the hints away' }).click();
    await page.getByRole('button', { name: /What to try/ }).waitFor();
  });
});

describe('a modal', () => {
  const dialog = () => page.getByRole('dialog', { name: 'Deploy' });
  const submit = () => dialog().getByRole('button', { name: 'Ask for the release' });

  it('checks what is required, keeps what was typed when redrawn, and submits Slack’s state', async () => {
    await open();
    const versions = ['2.4.1', '2.5.0'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    server.answer((act) => (act.type === 'suggest' ? { ok: true, options: versions } : { ok: true }));
    modal(formView);
    await dialog().waitFor();
    await submit().click();
    expect(await dialog().getByText('Please complete this required field.').count()).toBe(2);
    await dialog().getByLabel('Service').selectOption('search');
    await acted('click');
    expect(latest()).toMatchObject({ container: { type: 'view', viewId: 'V1' }, blockId: 'service' });
    await dialog().getByLabel('Version').click();
    await page.getByRole('option', { name: '2.5.0' }).click();
    await dialog().getByLabel('Reason').fill('new tax rules');
    await dialog().getByLabel('production').check();
    modal({ ...formView, callback_id: 'redrawn' }, { version: '2.5.0 has not run in staging yet.' });
    await dialog().getByText('2.5.0 has not run in staging yet.').waitFor();
    await submit().click();
    await acted('submit');
    expect(latest()).toMatchObject({
      viewId: 'V1',
      state: {
        service: { service: { type: 'static_select', selected_option: { value: 'search' } } },
        version: { version: { type: 'external_select', selected_option: { value: '2.5.0' } } },
        env: { env: { type: 'radio_buttons', selected_option: { value: 'production' } } },
        reviewers: { tell: { type: 'multi_static_select', selected_options: [] } },
        reason: { reason: { type: 'plain_text_input', value: 'new tax rules' } },
      },
    });
    server.emit('UAOI', { type: 'modals', modals: [] });
    await dialog().waitFor({ state: 'detached' });
  });

  it('keeps the focus inside, lies on top of others, and Escape closes it', async () => {
    await open();
    const upper = { type: 'modal', title: { type: 'plain_text', text: 'Why not?' }, blocks: [] };
    modal(formView);
    await dialog().getByLabel('Reason').fill('kept');
    const lower = { id: 'V1', view: formView, errors: {} };
    server.emit('UAOI', { type: 'modals', modals: [lower, { id: 'V2', view: upper, errors: {} }] });
    await page.getByRole('dialog', { name: 'Why not?' }).waitFor();
    expect(await dialog().count()).toBe(0);
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await acted('close');
    expect(latest()).toMatchObject({ viewId: 'V2' });
    server.emit('UAOI', { type: 'modals', modals: [lower] });
    expect(await dialog().getByLabel('Reason').inputValue()).toBe('kept');
  });
});

describe('App Home', () => {
  it('tells the bot that it is open, shows its view, and acts', async () => {
    await open();
    await page.getByRole('button', { name: 'Sluice' }).click();
    await acted('open_home');
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    server.emit('UAOI', { type: 'home', home: { ...homeView, id: 'VHOME2' } });
    await page.getByRole('button', { name: 'Approve' }).click();
    await acted('click');
    expect(latest()).toMatchObject({ container: { type: 'view' }, action: { action_id: 'approve' } });
  });
});

describe('on a phone', () => {
  it('nothing sticks out at the side, and the channels come out of a menu', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await open();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'catalogue' }).click();
    await page.getByRole('textbox', { name: 'Message #catalogue' }).waitFor();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { message } from './canned.ts';
import { pageUnderTest } from './harness.ts';
import { homeView } from './views.ts';

const { page, server, latest, box, acted, open } = pageUnderTest();

describe('a channel', () => {
  it('opens as the first person, and says so in the address and at the top', async () => {
    await open('');
    await vi.waitFor(() => expect(page().url()).toContain('user=UAOI'), { timeout: 20_000 });
    await page().getByRole('button', { name: 'You are: Aoi Tanaka — change' }).waitFor();
    await page().getByText('Only visible to you').waitFor();
  });

  it('sends what was typed, completes commands and brings them back', async () => {
    await open();
    await box().pressSequentially('/dep');
    await page()
      .getByRole('option', { name: /^\/deploy </ })
      .waitFor();
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
    server().answer(() => ({ ok: false, error: 'Sluice did not answer within 3 seconds.' }));
    await box().fill('/deploy checkout');
    await box().press('Enter');
    await page().getByText('Sluice did not answer within 3 seconds.').waitFor();
    expect(await box().inputValue()).toBe('/deploy checkout');
  });

  it('shows new messages and new editions of a card without a reload', async () => {
    await open();
    const fresh = message(Date.now() + 60_000, 'UREN', 'hello *there*');
    server().emit('UAOI', { type: 'message', message: fresh });
    const article = page().locator(`article[data-ts="${fresh.ts}"]`);
    await article.locator('strong', { hasText: 'there' }).waitFor();
    server().emit('UAOI', { type: 'message', message: { ...fresh, text: 'bye', edited: true } });
    await article.getByText('bye (edited)').waitFor();
    server().emit('UAOI', { type: 'message_deleted', channel: 'CPAY', ts: fresh.ts });
    await article.waitFor({ state: 'detached' });
  });

  it('catches up after the connection was lost', async () => {
    await open();
    const state = server().state('UAOI');
    const missed = message(Date.now() + 60_000, 'UREN', 'while you were away');
    server().emit('nobody', { type: 'bot', connected: true }, state);
    state.messages.push(missed);
    server().dropSockets();
    await page().getByText('while you were away').waitFor();
    await page().getByText('Only visible to you').waitFor();
  });

  it('says when the bot is not connected', async () => {
    await open();
    server().emit('UAOI', { type: 'bot', connected: false });
    await page().getByText('Sluice is not connected to Slack').waitFor();
  });
});

describe('people', () => {
  it('can be changed by keyboard; each sees only what is theirs', async () => {
    await open();
    await page()
      .getByRole('button', { name: /You are/ })
      .focus();
    await page().keyboard.press('ArrowDown');
    await page()
      .getByRole('menuitemradio', { name: /Aoi Tanaka/ })
      .waitFor();
    await page().keyboard.press('m');
    await page().keyboard.press('Enter');
    await page().getByRole('button', { name: 'You are: Mika Sato — change' }).waitFor();
    expect(page().url()).toContain('user=UMIKA');
    expect(await page().getByText('Only visible to you').count()).toBe(0);
    await box().fill('hi');
    await box().press('Enter');
    await acted('say');
    expect(latest()?.user).toBe('UMIKA');
  });

  it('are led by hints: a click fills the message box, as the right person', async () => {
    await open('?user=UMIKA');
    await page().getByRole('button', { name: 'Show all' }).click();
    await page()
      .getByRole('button', { name: /checkout 2\.5\.0/ })
      .click();
    await page().getByRole('button', { name: 'You are: Aoi Tanaka — change' }).waitFor();
    await vi.waitFor(async () => expect(await box().inputValue()).toBe('/deploy checkout 2.5.0 to production'), {
      timeout: 20_000,
    });
    const hints = server()
      .state('UAOI')
      .hints.map((hint) => ({ ...hint, done: hint.id === 'ask' }));
    server().emit('UAOI', { type: 'hints', hints });
    await page().getByText('1 of 3 done').waitFor();
    await page().getByRole('button', { name: 'Fold the hints away' }).click();
    await page()
      .getByRole('button', { name: /What to try/ })
      .waitFor();
  });
});

describe('App Home', () => {
  it('tells the bot that it is open, shows its view, and acts', async () => {
    await open();
    await page().getByRole('button', { name: 'Sluice' }).click();
    await acted('open_home');
    await page().getByRole('heading', { name: 'Waiting for you' }).waitFor();
    server().emit('UAOI', { type: 'home', home: { ...homeView, id: 'VHOME2' } });
    await page().getByRole('button', { name: 'Approve' }).click();
    await acted('click');
    expect(latest()).toMatchObject({ container: { type: 'view' }, action: { action_id: 'approve' } });
  });
});

describe('on a phone', () => {
  it('nothing sticks out at the side, and the channels come out of a menu', async () => {
    await page().setViewportSize({ width: 390, height: 800 });
    await open();
    expect(await page().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page().getByRole('button', { name: 'Channels' }).click();
    await page().getByRole('button', { name: 'catalogue' }).click();
    await page().getByRole('textbox', { name: 'Message #catalogue' }).waitFor();
  });
});

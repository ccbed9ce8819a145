import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { become, composer, messages, openAs, screen, shot, type } from './screen.ts';

const here = screen('1s');

describe('the form', () => {
  it('shows plan and gates while it is filled in, and errors under their field', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await type(here, '/deploy');
    const form = page.getByRole('dialog', { name: 'Deploy' });
    await form.waitFor();
    await shot(here, '10-form-empty');
    await form.getByLabel('Service').selectOption('checkout');
    const version = form.getByRole('combobox', { name: 'Version' });
    await form.getByLabel('Environment').waitFor();
    await version.click();
    await page.getByRole('option', { name: /^2\.4\.1\b/ }).waitFor();
    await shot(here, '11-form-versions');
    await version.pressSequentially('9.9');
    await page.getByRole('option', { name: '9.9', exact: true }).click();
    await form.getByLabel('Environment').selectOption('production');
    await form.getByText(/✗.*9\.9/).waitFor();
    await form.getByRole('button', { name: 'Deploy' }).click();
    const error = form.getByRole('alert');
    await error.getByText('9.9').waitFor();
    expect(await version.getAttribute('aria-describedby')).toBe(await error.locator('..').getAttribute('id'));
    await shot(here, '12-form-error');

    await version.click();
    await version.fill('2.4.1');
    await page.getByRole('option', { name: /^2\.4\.1\b/ }).click();
    await form.getByText('start 1 candidate pod').waitFor();
    await form.getByText('can approve').waitFor();
    await form.getByLabel('Reason').fill('from the form');
    await shot(here, '13-form-preview');
    await shot(here, '13-form-preview-phone', 'phone');
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.waitFor({ state: 'detached' });
    await messages(here, /2\.4\.1 → production[\s\S]*from the form/).waitFor();
    await shot(here, '14-form-card');
  });
});

describe('the form of a set', () => {
  it('needs no version, and shows the environment that it proposes', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await type(here, '/deploy');
    const form = page.getByRole('dialog', { name: 'Deploy' });
    await form.getByLabel('Service').selectOption('set shop-2024-11');
    await form.getByText(/search 1\.9\.0 → 1\.9\.1/).waitFor();
    await expect.poll(() => form.getByLabel('Environment').inputValue()).toBe('staging');
    expect(await form.getByRole('combobox', { name: 'Version' }).count()).toBe(0);
    await shot(here, '17-form-set-phone', 'phone');
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.waitFor({ state: 'detached' });
    const card = messages(here, 'Set shop-2024-11 → staging').last();
    await card.getByRole('button', { name: 'Stop' }).click();
    await messages(here, 'Set shop-2024-11 → staging was stopped').waitFor();
  });
});

describe('Reject', () => {
  it('asks for a reason, and the card tells it', async () => {
    const { page } = here;
    await openAs(here, 'mika');
    const card = messages(here, '2.4.1 → production').filter({ hasText: 'from the form' });
    await card.getByRole('button', { name: 'Reject…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Reject #/ });
    await dialog.getByLabel('Why?').fill('not on a Friday');
    await shot(here, '15-reject');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByText('rejected it: not on a Friday').waitFor();
    expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await shot(here, '16-rejected');
  });
});

describe('a refusal', () => {
  it('is seen by nobody else, and its suggestion works', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await type(here, '/deploy chekout 2.4.1 to production');
    const refusal = messages(here, 'Only visible to you').filter({ hasText: 'chekout' });
    await refusal.getByText('Did you mean').waitFor();
    await shot(here, '20-refusal');
    await shot(here, '20-refusal-phone', 'phone');
    await become(here, 'ren');
    await messages(here, '2.4.1 → production').first().waitFor();
    expect(await messages(here, 'chekout').count()).toBe(0);
    await become(here, 'aoi');
    await refusal.getByRole('button', { name: /^Deploy checkout 2\.4\.1/ }).click();
    await messages(here, /2\.4\.1 → production[\s\S]*Waiting for approval/).waitFor();
    await shot(here, '21-suggestion');
    for (const [name, text, answer] of [
      ['22-second', 'checkout 2.5.1 to production', 'being released'],
      ['23-version', 'search 9.9.9 to production', '9.9.9'],
      ['24-promotion', 'search 1.9.1 to production', 'staging'],
      ['25-help', 'help', '/deploy'],
      ['26-status', 'status', 'What runs where'],
      ['27-plan', 'plan web 5.1.1 to staging', 'Preview only'],
    ] as const) {
      await type(here, `/deploy ${text}`);
      await messages(here, 'Only visible to you').filter({ hasText: answer }).last().waitFor();
      await shot(here, name);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await shot(here, '27-plan-phone');
    const status = messages(here, 'What runs where').last();
    await status.scrollIntoViewIfNeeded();
    const production = status.getByRole('columnheader', { name: 'production' });
    await expect.poll(() => production.boundingBox().then((box) => (box ? box.x + box.width : 1000))).toBeLessThan(390);
    await shot(here, '26-status-phone');
  });
});

describe('App Home', () => {
  it('shows what waits for its person and what runs where, and approves right there', async () => {
    const { page } = here;
    await openAs(here, 'mika');
    await page.getByRole('button', { name: 'Sluice', exact: true }).click();
    const home = page.getByRole('tabpanel', { name: 'Home' });
    await home.getByText('Waiting for you').waitFor();
    await home.getByText('payments-worker').waitFor();
    await shot(here, '30-home');
    await shot(here, '30-home-phone', 'phone');
    await home.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await home.getByText('In progress').waitFor();
    await home.getByText('Waiting for you').waitFor({ state: 'detached' });
    const row = page.getByRole('button', { name: 'Sluice unread messages' });
    await row.waitFor();
    expect(await row.evaluate((shown) => getComputedStyle(shown).color)).not.toBe('rgb(255, 255, 255)');
    await shot(here, '31-home-live');
    await here.world.slack.waitForMessage(({ text }) => text.startsWith('Deployment report'), 90_000);
  });
});

describe('without a mouse', () => {
  it('a release is asked for, read, and approved', async () => {
    const { page } = here;
    const { keyboard } = page;
    await openAs(here, 'aoi');
    await composer(here).focus();
    await keyboard.type('/deploy web 5.1.1 to production because no mouse');
    await keyboard.press('Enter');
    const card = messages(here, 'no mouse').filter({ hasText: 'Waiting for approval' });
    await card.waitFor();
    await tabTo(page.getByRole('button', { name: 'You are: Aoi Tanaka — change' }));
    await keyboard.press('Enter');
    await keyboard.type('m');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'You are: Mika Laine — change' }).waitFor();
    await tabTo(card.getByRole('button', { name: 'Approve' }));
    await shot(here, '40-keyboard');
    await keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await shot(here, '41-keyboard-confirm');
    await keyboard.press('Enter');
    await messages(here, /You approved #\d+ \(web 5\.1\.1/).waitFor();
    await messages(here, 'Deployment report')
      .filter({ hasText: 'web 5.1.0 → 5.1.1' })
      .getByText('SUCCESS', { exact: true })
      .waitFor();
    await shot(here, '42-keyboard-done');
  });

  /** Presses Tab until this control has the focus. */
  async function tabTo(control: Locator): Promise<void> {
    for (let presses = 0; presses < 150; presses++) {
      await here.page.keyboard.press('Tab');
      if (await control.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error('Tab never gets there');
  }
});

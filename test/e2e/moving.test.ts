import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { agree, become, messages, openAs, screen, shot, type } from './screen.ts';

const here = screen('3s');
const longMs = 120_000;

/** Opens what a hint leads to in a tab of its own. */
async function followLink(hint: string, link: string): Promise<Page> {
  const { page } = here;
  const all = page.getByRole('button', { name: 'Show all' });
  if (await all.isVisible()) await all.click();
  const shown = page.locator(`[data-hint-id="${hint}"]`).getByRole('link', { name: link });
  const [tab] = await Promise.all([page.context().waitForEvent('page'), shown.click()]);
  await page.getByRole('button', { name: 'Show less' }).click();
  return tab;
}

/** Asks as Aoi, approves as Mika, and waits until it is reported that it went back. */
async function goesBack(what: string): Promise<void> {
  await type(here, `/deploy ${what} to production`);
  const [service, version] = what.split(' ');
  const waiting = messages(here, 'Waiting for approval').filter({ hasText: `${service} ${version}` });
  await waiting.waitFor();
  await shot(here, `80-${service}-plan`);
  await become(here, 'mika');
  await agree(here, waiting.getByRole('button', { name: 'Approve' }), 'Approve');
}

async function reported(service: string): Promise<void> {
  await messages(here, `Deployment report · ${service}`)
    .or(messages(here, 'Deployment report').filter({ hasText: service }))
    .getByText('ROLLBACK', { exact: true })
    .waitFor({ timeout: longMs });
}

async function hintIsDone(hint: string): Promise<void> {
  const { page } = here;
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.locator(`[data-hint-id="${hint}"]`).getByRole('img', { name: 'done', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show less' }).click();
}

async function tabShot(tab: Page, name: string): Promise<void> {
  await shot({ ...here, page: tab }, name);
  await shot({ ...here, page: tab }, `${name}-phone`, 'phone');
}

describe('a release that moves more than a version', () => {
  it(
    'takes a bad feature back by its flag, seen and pressed in Unleash, while the version stays',
    async () => {
      await openAs(here, 'aoi');
      const unleash = await followLink('feature', 'the flag');
      const production = unleash
        .getByRole('row', { name: /^new-pricing/ })
        .getByRole('cell')
        .last();
      await production.getByText('off', { exact: true }).waitFor();
      await goesBack('pricing 1.5.0');
      await production.getByText(/^on, \d+ %$/).waitFor({ timeout: longMs });
      await tabShot(unleash, '81-unleash-on');
      await messages(here, 'new-pricing was rolled back')
        .getByText(/is off again .*1\.5\.0 stays/)
        .waitFor({ timeout: longMs });
      await production.getByText('off', { exact: true }).waitFor();
      await reported('pricing');
      await shot(here, '82-pricing-kept');
      await shot(here, '82-pricing-kept-phone', 'phone');
      await hintIsDone('feature');

      await production.getByRole('button', { name: 'Switch on' }).click();
      await production.getByText(/^on, \d+ %$/).waitFor();
      await production.getByRole('spinbutton').fill('40');
      await production.getByRole('spinbutton').press('Enter');
      await production.getByText('on, 40 %').waitFor();
      await expect.poll(() => here.world.flags?.shareOf('new-pricing', 'production')).toBe(0.4);
      await production.getByRole('button', { name: 'Switch off' }).click();
      await production.getByText('off', { exact: true }).waitFor();
      await unleash.close();
    },
    2 * longMs,
  );

  it(
    'shows the rows of a database before, during and after a migration that is undone',
    async () => {
      await openAs(here, 'aoi');
      const database = await followLink('migration', 'the rows');
      const production = database.locator('section').filter({ hasText: 'production' });
      await production.getByText('Kaya').waitFor();
      await goesBack('orders 7.3.0');
      await production.getByRole('columnheader', { name: 'gift_note' }).waitFor({ timeout: longMs });
      expect(await production.locator('caption').allTextContents()).toEqual(['orders', 'orders_backup']);
      await tabShot(database, '83-database');
      await reported('orders');
      await production.getByRole('columnheader', { name: 'gift_note' }).waitFor({ state: 'detached' });
      expect(await production.locator('caption').allTextContents()).toEqual(['orders']);
      const thread = messages(here, /orders 7\.3\.0 → production/).getByRole('button', { name: /repl/ });
      await thread.first().click();
      await here.page.getByRole('complementary', { name: 'Thread' }).getByText('ADD COLUMN').first().waitFor();
      await shot(here, '84-orders-thread');
      await shot(here, '84-orders-thread-phone', 'phone');
      await here.page.getByRole('button', { name: 'Close thread' }).click();
      await hintIsDone('migration');
    },
    2 * longMs,
  );
});

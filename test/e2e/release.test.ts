import { describe, expect, it } from 'vitest';
import { agree, become, messages, openAs, screen, shot, type } from './screen.ts';

describe('a release in the browser', () => {
  const here = screen();

  it('is asked for, approved by another person, watched without a reload, and reported', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await shot(here, '01-first-look');
    await type(here, '/deploy checkout 2.4.1 to production because new tax rules');
    const waiting = messages(here, 'Waiting for approval');
    await waiting.getByText('new tax rules').waitFor();
    await shot(here, '02-plan');
    await shot(here, '02-plan-phone', 'phone');
    const ts = await waiting.getAttribute('data-ts');
    const card = page.getByRole('log', { name: 'Messages in #releases' }).locator(`article[data-ts="${ts}"]`);

    await become(here, 'mika');
    await card.getByRole('button', { name: 'Approve' }).click();
    await shot(here, '03-confirm');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Approve', exact: true }).click();
    for (const share of ['1 %', '5 %', '25 %', '50 %', '100 %']) {
      await card.getByText(`${share} of traffic`).first().waitFor();
      await shot(here, `04-running-${share.replace(' %', '')}`);
      if (share === '5 %') {
        await card.getByRole('button', { name: /repl/ }).click();
        await page.getByRole('complementary', { name: 'Thread' }).waitFor();
      }
      if (share === '25 %') await shot(here, '04-running-thread-phone', 'phone');
    }
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Deployment report').waitFor();
    await messages(here, 'Deployment report').getByText('SUCCESS', { exact: true }).waitFor();
    await card.getByText('Released in').waitFor();
    expect(await messages(here, 'Deployment report').getByText('replied to a thread').count()).toBe(1);
    await shot(here, '05-report');
    await page.getByRole('button', { name: 'Close thread' }).click();
    await shot(here, '05-report-channel');
    await shot(here, '05-report-phone', 'phone');
  });

  it('that is bad rolls back by itself, with an alert, a picture, and everybody told', async () => {
    const { page, world } = here;
    await openAs(here, 'aoi');
    const before = world.cluster.snapshot();
    await type(here, '/deploy checkout 2.5.0 to production');
    const waiting = messages(here, /2\.5\.0 → production[\s\S]*Waiting for approval/);
    await waiting.waitFor();
    await become(here, 'mika');
    await agree(here, waiting.getByRole('button', { name: 'Approve' }), 'Approve');
    const alert = messages(here, 'was rolled back').filter({ hasText: /Errors on 2\.5\.0 were/ });
    await alert.waitFor();
    await alert.getByText('@Aoi Tanaka').waitFor();
    await alert.getByText('@oncall-shop').waitFor();
    const chart = alert.getByRole('img', { name: /Errors of 2\.5\.0/ });
    // The picture is put in later than the message is posted.
    await chart.waitFor();
    await expect
      .poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 10_000 })
      .toBeGreaterThan(0);
    await alert.scrollIntoViewIfNeeded();
    await chart.scrollIntoViewIfNeeded();
    await shot(here, '06-alert');
    await shot(here, '06-alert-phone', 'phone');
    await messages(here, 'Deployment report').getByText('ROLLBACK', { exact: true }).waitFor();
    await shot(here, '07-rollback-report');
    await messages(here, /checkout 2\.5\.0 → production/)
      .getByRole('button', { name: /repl/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Deployment report').waitFor();
    await shot(here, '07-rollback-thread');
    expect(world.cluster.snapshot()).toBe(before);
  });
});

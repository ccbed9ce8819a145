import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { messages, openAs, screen, shot, type } from './screen.ts';

const here = screen('1s');

const sizes = [
  { name: 'phone', width: 390, height: 800 },
  { name: 'laptop', width: 1366, height: 650 },
  { name: 'desk', width: 1400, height: 900 },
];

/** Where a control is on the screen as it stands, without any scrolling: wholly inside, and nothing lies on it. */
function isInReach(control: Locator): Promise<boolean> {
  return control.evaluate((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    return inside && node.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
}

/** All of a dialog can be read and used: its head and buttons always, its body by scrolling in it. */
async function expectUsable(dialog: Locator, submit: string): Promise<void> {
  const inReach = async (name: string) => isInReach(dialog.getByRole('button', { name, exact: true }).last());
  await expect.poll(() => inReach(submit), { timeout: 20_000 }).toBe(true);
  expect(await inReach('Cancel')).toBe(true);
  expect(await inReach('Close')).toBe(true);
  const body = dialog.locator('.dialog-body');
  const ends = await body.evaluate((node) => {
    const before = node.scrollTop;
    node.scrollTop = node.scrollHeight;
    const last = node.lastElementChild?.getBoundingClientRect().bottom ?? 0;
    const seen = last <= node.getBoundingClientRect().bottom + 1;
    const sideways = node.scrollWidth > node.clientWidth;
    node.scrollTop = before;
    return { seen, sideways };
  });
  expect(ends).toEqual({ seen: true, sideways: false });
  expect(await here.page.evaluate(() => [scrollX, scrollY])).toEqual([0, 0]);
}

describe.each(sizes)('on a $name ($width × $height)', ({ name, width, height }) => {
  const look = (what: string) => shot(here, `60-${what}-${name.replaceAll(' ', '-')}`);

  /** Opens the page at this size. */
  async function open(who: 'aoi' | 'mika'): Promise<void> {
    await openAs(here, who);
    await here.page.setViewportSize({ width, height });
  }

  it('the form is filled in, says what is wrong, is read to its end and submitted', async () => {
    const { page } = here;
    await open('aoi');
    await type(here, '/deploy');
    const form = page.getByRole('dialog', { name: 'Deploy' });
    await form.waitFor();
    await expectUsable(form, 'Deploy');
    await form.getByLabel('Service').selectOption('checkout');
    await form.getByLabel('Environment').selectOption('production');
    const version = form.getByRole('combobox', { name: 'Version' });
    await version.click();
    await version.fill('9.9');
    await page.getByRole('option', { name: '9.9', exact: true }).click();
    await form.getByText(/✗.*9\.9/).waitFor();
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.getByRole('alert').getByText('9.9').waitFor();
    await expectUsable(form, 'Deploy');
    await look('form-error');
    await version.click();
    await version.fill('2.4.1');
    await page.getByRole('option', { name: /^2\.4\.1\b/ }).click();
    await form.getByText('can approve').waitFor();
    const reason = form.getByLabel('Reason');
    await reason.evaluate((box) => box.style.setProperty('height', '900px'));
    await expectUsable(form, 'Deploy');
    await reason.evaluate((box) => box.style.removeProperty('height'));
    await reason.fill(`on a ${name}`);
    await look('form');
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.waitFor({ state: 'detached' });
    await messages(here, `on a ${name}`).waitFor();
  });

  it('a confirmation and the form that asks why are answered', async () => {
    const { page } = here;
    await open('mika');
    const card = messages(here, `on a ${name}`);
    await card.getByRole('button', { name: 'Approve' }).click();
    const confirmation = page.getByRole('alertdialog');
    await expectUsable(confirmation, 'Approve');
    await look('confirm');
    await page.keyboard.press('Escape');
    await confirmation.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Reject…' }).click();
    const why = page.getByRole('dialog', { name: /^Reject #/ });
    await why.getByLabel('Why?').fill('too small');
    await expectUsable(why, 'Reject');
    await look('reject');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await why.waitFor({ state: 'detached' });
    await card.getByText('rejected it: too small').waitFor();
  });
});

import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seed } from '../../sandbox/world/people.ts';
import { toPayload } from '../../src/messages/blocks/blocks.ts';
import { planPreview } from '../../src/messages/refusals/answers.ts';
import { makePlan, writtenStrategy } from '../../src/strategies/make-plan.ts';
import { exampleTarget } from '../support/release-plan.ts';
import { messages, openAs, type Screen, screen, shot, type } from './screen.ts';

const here = screen('1s');
const phone = { width: 390, height: 844 };
const laptop = { width: 1366, height: 650 };

/** Nothing is cut off at the side, and no line of the plan takes more than `most` lines of the screen. */
async function expectReadable({ page }: Screen, message: Locator, most: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const cut = await message.evaluate(
    (node) =>
      [...node.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1).length,
  );
  expect(cut).toBe(0);
  const heights = await message
    .locator('.section')
    .filter({ hasText: /undo:|soak for/ })
    .first()
    .locator('.mrkdwn-item')
    .evaluateAll((nodes) =>
      nodes.map((node) => Math.round(node.clientHeight / Number.parseFloat(getComputedStyle(node).lineHeight))),
    );
  expect(heights.length).toBeGreaterThan(1);
  expect(Math.max(...heights)).toBeLessThanOrEqual(most);
}

/** Asks for a plan that is only looked at, and keeps pictures of it. */
async function look(name: string, command: string, says: string | RegExp): Promise<void> {
  await openAs(here, 'aoi');
  await type(here, `/deploy plan ${command}`);
  const preview = messages(here, 'Preview only').filter({ hasText: says });
  await preview.waitFor();
  for (const [size, most] of [
    [laptop, 2],
    [phone, 4],
  ] as const) {
    await here.page.setViewportSize(size);
    await preview.scrollIntoViewIfNeeded();
    await expectReadable(here, preview, most);
    await shot(here, `90-plan-${name}-${size.width}`);
  }
}

describe('a plan, on a phone and on a laptop', () => {
  it.each([
    ['canary', 'checkout 2.4.1 to production', 'traffic 1 % → 5 → 25 → 50 → 100'],
    ['blue-green', 'checkout 2.4.1 to production with blue-green', 'traffic 100 %'],
    ['dark-launch', 'checkout 2.4.1 to production with dark-launch', 'copies of 10 → 100 % of requests'],
    ['ab-test', 'checkout 2.4.1 to production with ab-test', 'requests with header x-ab: b'],
    ['rolling', 'checkout 2.4.1 to production with rolling', '2.4.1 in production · rolling'],
    ['recreate', 'checkout 2.4.1 to production with recreate', 'stop all pods'],
    ['migration', 'orders 7.3.0 to production', 'back up, dry run, migrate, verify'],
    ['flag', 'pricing 1.5.0 to production', 'new-pricing 0 → 5 → 25 → 50 → 100 %'],
    ['train', 'checkout 2.5.0 through production', 'soak for'],
  ])('of %s is read without scrolling sideways', look);

  it('of partitions is read without scrolling sideways', async () => {
    const steps = [1, 2].map((pods) => ({ pods, bake: `${5 * pods}m` }));
    const plan = makePlan({
      target: exampleTarget({
        workload: { kind: 'StatefulSet', name: 'db', container: 'app', service: 'db', port: 80 },
      }),
      strategy: writtenStrategy.parse({ kind: 'rolling', partitions: steps }),
      precision: 'pods',
      snapshot: { image: 'db:1', replicas: 4, runningSince: null, held: 0 },
      from: { version: '2.4.0', image: 'db:1' },
      to: { version: '2.4.1', image: 'db:2' },
    });
    const asked = { request: { strategy: null, reason: null }, plan, digest: 'd', gates: [], refusal: null };
    const { text, blocks } = toPayload(planPreview(asked, { directory: { groupId: () => null } }));
    await openAs(here, 'aoi');
    const answer = await fetch(`${here.world.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${seed.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C01RELEASES', text, blocks }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
    await here.page.setViewportSize(phone);
    const shown = messages(here, '2.4.1 on 1 → 2 → 4 of 4 pods');
    await shown.scrollIntoViewIfNeeded();
    await expectReadable(here, shown, 3);
    await shot(here, '90-plan-partitions-390');
  });
});

describe('the form on a phone', () => {
  it('offers what can work for a service, and says what the rest lacks', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await page.setViewportSize(phone);
    await type(here, '/deploy');
    const form = page.getByRole('dialog', { name: 'Deploy' });
    await form.getByLabel('Service').selectOption('search');
    await form.getByText('Not possible here: dark-launch').waitFor();
    await form.getByLabel('Strategy').scrollIntoViewIfNeeded();
    await shot(here, '91-form-hint-390');
    await form.getByLabel('Service').selectOption('checkout');
    await form.getByText('Not possible here').waitFor({ state: 'detached' });
    await form.getByLabel('Environment').selectOption('through production');
    const version = form.getByRole('combobox', { name: 'Version' });
    await version.click();
    await version.fill('2.5.0');
    await page.getByRole('option', { name: /^2\.5\.0\b/ }).click();
    await form.getByText('soak for').waitFor();
    await shot(here, '91-form-train-390');
    await form.getByRole('button', { name: 'Cancel' }).click();
  });
});

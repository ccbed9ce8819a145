import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { App } from '../../app/start.ts';
import { hintsFor } from '../../sandbox/run/hints.ts';
import { type Moving, startMoving } from '../../sandbox/run/moving.ts';
import { followHints } from '../../sandbox/run/progress.ts';
import { buildPage } from '../../sandbox/slack/page/build.ts';
import { defaultWorld, withMoving } from '../../sandbox/workloads/index.ts';
import { startSluice } from '../../sandbox/world/app.ts';
import { people } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { openBrowser } from './browser.ts';

const pictures = join(import.meta.dirname, '../../test-output');
const names = { aoi: 'Aoi Tanaka', mika: 'Mika Laine', ren: 'Ren Okafor', noor: 'Noor Haddad' };
const phone = { width: 390, height: 844 };
const desk = { width: 1400, height: 900 };

export type Who = keyof typeof people;

/** The whole sandbox with a person in front of it; whatever the page throws fails the test. */
export interface Screen {
  world: SandboxWorld;
  moving: Moving;
  page: Page;
}

/** Starts a world, Sluice and a browser for the tests of one file, and stops all three after them. */
export function screen(bake = '2s'): Screen {
  const made: Partial<Screen> = {};
  const closing: (() => Promise<unknown>)[] = [];
  const failures: string[] = [];
  beforeAll(async () => {
    const bundle = buildPage();
    const moving = await startMoving('small', 300, () => undefined);
    closing.push(() => moving.stop());
    const hints = hintsFor({ flags: moving.unleash.url, database: moving.databaseUrl });
    const world = await startWorld({
      world: withMoving(defaultWorld),
      pace: { bake, interval: '500ms' },
      slack: { page: () => bundle, hints },
      cluster: { runProgram: moving.jobs.run },
      flags: async () => moving.unleash,
    });
    closing.push(() => world.stop());
    const app: App = await startSluice(world, { editEveryMs: 300 });
    closing.push(() => app.stop());
    await Promise.all([world.slack.waitForBots(1, 10_000), bundle]);
    closing.push(async () => stopHints());
    const stopHints = followHints(world.slack);
    const browser = await openBrowser();
    closing.push(() => browser.close());
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    await mkdir(pictures, { recursive: true });
    Object.assign(made, { world, moving, page });
  }, 60_000);
  afterEach(() => expect(failures.splice(0)).toEqual([]));
  afterAll(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return made as Screen;
}

/** Opens the channel as one person. */
export async function openAs({ page, world }: Screen, who: Who): Promise<void> {
  await page.setViewportSize(desk);
  await page.goto(`${world.slack.url}?user=${people[who]}&channel=C01RELEASES`);
  await page.getByRole('log', { name: 'Messages in #releases' }).waitFor();
}

/** Becomes another person by the menu at the top; the page stays. */
export async function become({ page }: Screen, who: Who): Promise<void> {
  await page.getByRole('button', { name: /^You are: / }).click();
  await page.getByRole('menuitemradio', { name: names[who] }).click();
  await page.getByRole('button', { name: `You are: ${names[who]} — change` }).waitFor();
}

export function composer({ page }: Screen): Locator {
  return page.getByRole('textbox', { name: 'Message #releases' });
}

/** Types into the channel's message box and sends. */
export async function type(here: Screen, text: string): Promise<void> {
  await composer(here).fill(text);
  await composer(here).press('Enter');
}

/** The messages of the channel that say this. */
export function messages({ page }: Screen, hasText: string | RegExp): Locator {
  return page.getByRole('log', { name: 'Messages in #releases' }).locator('article').filter({ hasText });
}

/** Presses a button and agrees in the dialog that asks. */
export async function agree({ page }: Screen, button: Locator, answer: string): Promise<void> {
  await button.click();
  await page.getByRole('alertdialog').getByRole('button', { name: answer, exact: true }).click();
}

/** Keeps a picture of what is on the screen, wide or as on a phone. */
export async function shot({ page }: Screen, name: string, width: 'desk' | 'phone' = 'desk'): Promise<void> {
  if (width === 'phone') await page.setViewportSize(phone);
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
  if (width === 'phone') await page.setViewportSize(desk);
}

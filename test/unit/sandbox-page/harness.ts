import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { PageAct } from '../../../sandbox/slack/protocol.ts';
import { openBrowser } from './browser.ts';
import { cannedState } from './canned.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';

/** A browser per file, and a server and a page per test; a test fails when the page throws. */
export function pageUnderTest() {
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

  const latest = () => server.acts.at(-1);
  return {
    page: () => page,
    server: () => server,
    latest,
    /** The message box of the first channel. */
    box: () => page.getByRole('textbox', { name: 'Message #payments' }),
    acted: (type: PageAct['type']) => vi.waitFor(() => expect(latest()?.type).toBe(type), { timeout: 5_000 }),
    async open(query = '?user=UAOI'): Promise<void> {
      await page.goto(`${server.url}${query}`);
      await page.getByRole('log').waitFor();
    },
  };
}

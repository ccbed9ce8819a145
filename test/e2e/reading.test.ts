import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { people, seed } from '../../sandbox/world/people.ts';
import { composer, messages, openAs, screen, shot, type } from './screen.ts';

const here = screen();
const channel = 'C01RELEASES';
const lines = (count: number, word: string) => Array.from({ length: count }, (_, at) => `${word} ${at}`).join('\n');

/** Calls the sandbox's Slack as the bot does; returns the message's ts. */
async function slack(method: string, args: Record<string, unknown>): Promise<string> {
  const answer = await fetch(`${here.world.slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seed.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, ...args }),
  });
  const body = (await answer.json()) as { ok: boolean; ts: string };
  expect(body).toMatchObject({ ok: true });
  return body.ts;
}

const post = (text: string, more = {}) => slack('chat.postMessage', { text, ...more });
const list = () => here.page.getByRole('log', { name: 'Messages in #releases' });

/** How far the end of a list is below what one sees, in px. */
const toEnd = (log: Locator) =>
  log.evaluate((node) => Math.round(node.scrollHeight - node.clientHeight - node.scrollTop));
const expectAtEnd = (log = list()) => expect.poll(() => toEnd(log), { timeout: 20_000 }).toBeLessThanOrEqual(1);

/** Turns the wheel upwards until the end is out of sight. */
async function scrollUp(log = list()): Promise<void> {
  await log.hover();
  await here.page.mouse.wheel(0, -700);
  await expect.poll(() => toEnd(log), { timeout: 20_000 }).toBeGreaterThan(300);
}

/** Waits until all that was to be drawn is drawn. */
const drawn = () =>
  here.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

let old: string;
beforeAll(async () => {
  old = await post('the oldest card');
  for (let at = 0; at < 12; at++) {
    const ts = await post(lines(4, `card ${at} line`));
    if (at === 9) await post('a reply', { thread_ts: ts });
  }
}, 60_000);

describe('at the end of a channel', () => {
  it('one stays there when what is last grows, shrinks, or shows a picture that comes late', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await expectAtEnd();
    const ts = await post('the last card');
    await messages(here, 'the last card').waitFor();
    await slack('chat.update', { ts, text: lines(30, 'grown line') });
    await messages(here, 'grown line 29').waitFor();
    await expectAtEnd();
    await slack('chat.update', { ts, text: 'small again' });
    await messages(here, 'small again').waitFor();
    await expectAtEnd();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>';
    const { promise: late, resolve: arrive } = Promise.withResolvers<void>();
    await page.route('https://pictures.example/**', async (route) => {
      await late;
      await route.fulfill({ contentType: 'image/svg+xml', body: svg });
    });
    const image_url = 'https://pictures.example/late.svg';
    await post('with a picture', { blocks: [{ type: 'image', image_url, alt_text: 'late picture' }] });
    const picture = page.getByRole('img', { name: 'late picture' });
    await picture.waitFor({ state: 'attached' });
    arrive();
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalHeight), { timeout: 20_000 })
      .toBe(300);
    await expectAtEnd();
  });

  it('one stays there when a card shrinks and the next message comes at once', async () => {
    await list().evaluate(async (log) => {
      const content = log.querySelector('.messages-content');
      if (!content) throw new Error('no content');
      const filler = content.appendChild(document.createElement('div'));
      filler.style.cssText = 'flex: none; height: 600px';
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      let before = content.scrollHeight;
      await new Promise<void>((done) => {
        const observer = new ResizeObserver(() => {
          if (content.scrollHeight >= before) return;
          before = 0;
          observer.disconnect();
          // In a task of its own: after this frame, and before the page hears that it was scrolled in it.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            filler.style.height = '900px';
            done();
          };
          port2.postMessage(null);
        });
        observer.observe(content);
        filler.style.height = '100px';
      });
    });
    await drawn();
    await expectAtEnd();
    await list().evaluate((log) => log.querySelector('.messages-content')?.lastElementChild?.remove());
    await expectAtEnd();
  });
});

describe('further up in a channel', () => {
  it('one stays where one reads, whatever changes above and below', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await expectAtEnd();
    await scrollUp();
    const seen = messages(here, 'card 8 line 0');
    const where = () => seen.evaluate((node) => Math.round(node.getBoundingClientRect().top));
    await drawn();
    const before = await where();
    await slack('chat.update', { ts: old, text: lines(20, 'now much longer') });
    await messages(here, 'now much longer 19').waitFor({ state: 'attached' });
    await post('something new');
    await page.getByRole('button', { name: 'New messages' }).waitFor();
    await drawn();
    expect(await where()).toBe(before);
    await shot(here, '70-new-messages');
  });

  it('what one sends oneself leads to the end, and its answer is seen', async () => {
    const { page } = here;
    await type(here, '/deploy help');
    const answer = messages(here, 'Only visible to you').last();
    await answer.waitFor();
    await expectAtEnd();
    expect(await page.getByRole('button', { name: 'New messages' }).count()).toBe(0);
    await scrollUp();
    await composer(here).fill('words of my own');
    await composer(here).press('Enter');
    await messages(here, 'words of my own').waitFor();
    await expectAtEnd();
  });
});

describe('a thread', () => {
  it('leads to the end when one replies', async () => {
    const { page } = here;
    for (let at = 0; at < 8; at++) await post(lines(6, `reply ${at} line`), { thread_ts: old });
    await page.goto(`${here.world.slack.url}?user=${people.aoi}&channel=${channel}&thread=${old}`);
    const replies = page.getByRole('log', { name: 'Replies' });
    await replies.getByText('reply 7 line 0').waitFor();
    await expectAtEnd(replies);
    await scrollUp(replies);
    await page.getByRole('textbox', { name: 'Reply…' }).fill('my own reply');
    await page.keyboard.press('Enter');
    await replies.getByText('my own reply').waitFor();
    await expectAtEnd(replies);
  });

  it('on a phone leaves the channel where it was read', async () => {
    const { page } = here;
    await openAs(here, 'aoi');
    await page.setViewportSize({ width: 390, height: 800 });
    await expectAtEnd();
    await scrollUp();
    const link = messages(here, 'card 9 line 0').getByRole('button', { name: '1 reply' });
    await link.hover();
    await drawn();
    const at = () => list().evaluate((log) => log.scrollTop);
    const before = await at();
    await link.click();
    await page.getByRole('button', { name: 'Close thread' }).click();
    await link.waitFor();
    expect(await at()).toBe(before);
    expect(await toEnd(list())).toBeGreaterThan(100);
  });
});

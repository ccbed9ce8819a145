import { afterEach, expect, it } from 'vitest';
import { readOptions } from '../../../sandbox/run/options.ts';
import { flagService, startSmallUnleash } from '../../../sandbox/unleash/index.ts';
import { behaviourOf } from '../../../sandbox/workloads/index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(flag: string) {
  const flags = await flagService(await startSmallUnleash(), [flag]);
  closing.push(() => flags.stop());
  const post = (path: string, body: object = {}) =>
    fetch(`${flags.url}/page/${encodeURIComponent(flag)}/production/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
  const page = async () => (await fetch(flags.url)).text();
  return { flags, post, page };
}

it('what is pressed on the page is what applications hear', async () => {
  const { flags, post, page } = await open('new-pricing');
  await post('on');
  await expect.poll(() => flags.shareOf('new-pricing', 'production')).toBe(1);
  await post('percentage', { percent: 30 });
  await expect.poll(() => flags.shareOf('new-pricing', 'production')).toBe(0.3);
  expect(flags.shareOf('new-pricing', 'staging')).toBe(0);
  expect(await page()).toContain('on, 30 %');
  await post('off');
  await expect.poll(() => flags.shareOf('new-pricing', 'production')).toBe(0);
});

it.each([-1, 101, 2.5, 'many', null])('a percentage of %s is none', async (percent) => {
  const { post, page } = await open('new-pricing');
  await post('on');
  await post('percentage', { percent });
  expect(await page()).toContain('on, 100 %');
});

it('the name of a flag is text, whatever it is', async () => {
  const { page } = await open('<img src=x>"');
  const html = await page();
  expect(html).toContain('&lt;img src=x&gt;');
  expect(html).not.toContain('<img');
});

it('a feature fails for those who get it, and for nobody else', () => {
  const character = { errors: 0.6, feature: 'new-pricing' };
  expect(behaviourOf(character, 0).errors).toBe(0);
  expect(behaviourOf(character, 0, (flag) => (flag === 'new-pricing' ? 0.5 : 1)).errors).toBe(0.3);
});

it('an Unleash that nobody knows is refused with those that there are', () => {
  expect(() => readOptions(['--unleash', 'huge'])).toThrow('say --unleash small or real');
  expect(readOptions([]).unleash).toBe('small');
});

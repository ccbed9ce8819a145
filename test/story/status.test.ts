import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, longMs, reportOf, stage, wordsOf } from './world.ts';

/** A row of the table: what stands in it, cell by cell. */
function rowOf({ blocks }: Message, name: string): string[] {
  const table = blocks.find(({ type }) => type === 'table') as { rows: object[][] } | undefined;
  const texts = (cell: object) =>
    [...JSON.stringify(cell).matchAll(/"(?:text|user_id)":"([^"]*)"/g)].map(([, it]) => it);
  const rows = (table?.rows ?? []).map((row) => row.map((cell) => texts(cell).join('')));
  return rows.find(([first]) => first?.startsWith(name)) ?? [];
}

describe('what runs where', () => {
  const here = stage({ pace: { bake: '5m', interval: '500ms' } });
  const aoi = () => here.world.slack.as(people.aoi);
  const told = async (command: string, words: RegExp) => {
    await aoi().command(channel, command);
    return aoi().waitForEphemeral(({ text }) => words.test(text), longMs);
  };
  /** The card, once these words stand on it. */
  const says = (card: Message, words: RegExp) =>
    here.world.slack.waitForMessage((message) => message.ts === card.ts && words.test(wordsOf(message)), longMs);

  it(
    'is a table of all services, and columns of a fixed width where a workspace has no tables',
    async () => {
      const status = await told('/deploy status', /No release is in progress[\s\S]*What runs where/);
      expect(rowOf(status, 'Service').slice(0, 2)).toEqual(['Service', 'production']);
      expect(rowOf(status, 'checkout')[1]).toMatch(/^2\.4\.0/);
      const { hits } = here.world.slack.faults.refuse({ method: 'response_url', code: 'invalid_blocks', times: 1 });
      await aoi().command(channel, '/deploy status');
      const plainer = await aoi().waitForEphemeral(({ blocks }) => blocks.some(({ type }) => type === 'rich_text'));
      expect(hits()).toBe(1);
      expect(rowOf(plainer, 'checkout')).toEqual([]);
      expect(wordsOf(plainer)).toMatch(/checkout +2\.4\.0/);
    },
    longMs,
  );

  it(
    'says who brought a version in',
    async () => {
      const card = await ask(here, 'search 1.9.1 to staging');
      await aoi().click(await says(card, /"action_id":"promote"/), 'promote');
      await reportOf(here, card);
      const status = await told('/deploy status search', /staging runs 1\.9\.1 since .* by @/);
      expect(rowOf(status, 'staging')).toEqual(['staging', '1.9.1', expect.stringMatching(/UTC|^$/), people.aoi]);
      expect(wordsOf(status)).toMatch(/Last releases[\s\S]*#1/);
    },
    2 * longMs,
  );

  it(
    'shows both versions during a release, leads to its card, and lists it once it is over',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to production');
      await here.world.slack.as(people.mika).click(card, 'approve');
      const running = await says(card, /▶ 1\s% of/);
      const status = await told('/deploy status checkout', /In progress[\s\S]*production runs 2\.4\.0/);
      expect(rowOf(status, 'production')[1]).toMatch(/^2\.4\.0\\n▶ 2\.4\.1 1 % #2$/);
      expect(wordsOf(status)).toContain(`/archives/${card.channel}/p${card.ts.replace('.', '')}`);
      await aoi().openHome();
      const home = await aoi().waitForHome(({ blocks }) => JSON.stringify(blocks).includes('What runs where'));
      expect(JSON.stringify(home.blocks)).toMatch(/checkout +2\.4\.0 ▶ 2\.4\.1 1 %/);
      await aoi().click(running, 'rollback');
      await reportOf(here, card);
      const after = await told('/deploy status checkout', /No release of checkout[\s\S]*Last releases[\s\S]*#2/);
      expect(rowOf(after, 'production')[1]).toBe('2.4.0');
    },
    2 * longMs,
  );
});

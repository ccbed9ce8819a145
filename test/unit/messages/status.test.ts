import { describe, expect, it } from 'vitest';
import { drifts } from '../../../src/domain/what-runs.ts';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { type StatusPage, statusMessage } from '../../../src/messages/status/everywhere.ts';
import { lookedAt, runs } from '../../support/places-now.ts';
import { releaseStory } from '../../support/release-story.ts';
import { buttonsOf, expectSound, wordsOf } from '../../support/slack-words.ts';

const live = releaseStory().approve().start().until(25).release;
const card = 'https://riverside.slack.com/archives/C1/p1';

const usual: StatusPage = {
  now: lookedAt,
  services: [
    runs('checkout', { staging: '2.5.0', production: '2.4.1' }, { production: { live } }),
    runs('search', { staging: '1.9.1', production: '1.9.1' }),
  ],
  environments: ['staging', 'production'],
  live: [live],
  cards: new Map([[live.id, card]]),
  page: 1,
  pages: 1,
  count: 2,
};

function shown(change: Partial<StatusPage> = {}): Message {
  const message = statusMessage({ ...usual, ...change });
  expectSound(message);
  return message;
}

/** What stands there in a workspace without tables. */
const plainWords = ({ plainer = [] }: Message) => wordsOf({ blocks: plainer });
const tableOf = ({ blocks }: Message) => blocks.flatMap((block) => (block.type === 'table' ? [block] : []));

describe('/deploy status', () => {
  it('is a table: a service a row, production in the second column, where a phone shows it', () => {
    const words = wordsOf(shown());
    expect(words).toContain('Service | production | staging');
    expect(words).toContain('checkout ≠ | 2.4.1 / 3 d · <@U0AOI> / ▶ 2.4.1 25 % | 2.5.0 / 3 d · <@U0AOI>');
    expect(words).toContain('search | 1.9.1 / 3 d · <@U0AOI> | 1.9.1');
    expect(words).toContain('≠ the versions differ between environments or places (1 of 2)');
  });

  it('has what is in progress above, leading to its card', () => {
    expect(wordsOf(shown())).toMatch(/^\*In progress\*\n▶ \*checkout\* .*<https:\/\/riverside.*\|#142>\n/);
    expect(wordsOf(shown({ live: [] }))).toMatch(/^No release is in progress\./);
  });

  it('says the same without its table: to screen readers, and in columns of a fixed width', () => {
    const message = shown();
    expect(message.text).toContain('checkout ≠: production 2.4.1 ▶ 2.4.1 25 %, staging 2.5.0 3 d @aoi');
    expect(message.text).not.toContain('https://');
    expect(plainWords(message)).toMatch(/≠ checkout +2\.4\.1 ▶ 2\.4\.1 25 % +2\.5\.0 3 d @aoi/);
    expect(message.plainer?.map(({ type }) => type)).toEqual(['section', 'section', 'rich_text', 'context']);
  });

  it('keeps the first two columns of a fixed width within a phone', () => {
    const long = runs('a-service-with-a-rather-long-name', { production: 'feature-branch-2026-11-20-abcdef' });
    const rows = plainWords(shown({ services: [long] })).split('\n');
    const row = rows.find((each) => each.startsWith('a-service')) ?? '';
    expect(row).toMatch(/^a-service-with-… {2}feature-branch/);
    expect(row.length).toBeLessThanOrEqual(40);
  });

  it('shows places that run the same as one, and others with their names', () => {
    const rings = (us: string, change = {}) =>
      wordsOf(
        shown({ services: [runs('web', { 'production/eu': '2.4.0', 'production/us': us, staging: us }, change)] }),
      );
    expect(rings('2.4.0')).toContain('web | 2.4.0 / 3 d · <@U0AOI> | 2.4.0');
    expect(rings('2.5.0')).toContain('web ≠ | 2.4.0 eu / 2.5.0 us | 2.5.0');
    expect(rings('2.4.0', { 'production/us': { live } })).toContain('▶ 2.4.1 25 % us');
  });

  it('never shows an id where Slack would not replace it, and says nothing that it does not know', () => {
    const nameless = { by: { id: 'U0AOI', name: 'U0AOI' }, since: null };
    const message = shown({ services: [runs('web', { production: '1.0.0' }, { production: nameless })], live: [] });
    expect(message.text).not.toContain('U0AOI');
    expect(plainWords(message)).not.toContain('U0AOI');
    expect(plainWords(message)).toMatch(/web +1\.0\.0$/m);
    expect(wordsOf(shown({ services: [runs('web', { production: null })] }))).toContain('web | ?');
  });

  it('turns its pages by buttons', () => {
    const message = shown({ page: 2, pages: 3, count: 60 });
    expect(wordsOf(message)).toContain('60 services, page 2 of 3');
    expect(buttonsOf(message)).toEqual(['run_command', 'run_command_2']);
    expect(JSON.stringify(message.blocks)).toMatch(/"value":"status page 1".*"value":"status page 3"/);
    expect(buttonsOf(shown())).toEqual([]);
  });

  it('stays within what Slack takes, and says what it leaves out', () => {
    const environments = Array.from({ length: 30 }, (_, index) => `environment-${index}`);
    const versions = Object.fromEntries(environments.map((name) => [name, 'a-version-of-some-forty-characters-long']));
    const services = Array.from({ length: 25 }, (_, index) => runs(`service-${index}`, versions));
    const message = shown({ services, environments });
    const [table] = tableOf(message);
    expect(table?.rows[0]).toHaveLength(20);
    const pieces = table?.rows.flat().flatMap(({ elements: [section] }) => section.elements) ?? [];
    const texts = pieces.map((piece) => (piece.type === 'text' ? piece.text : ''));
    expect(texts.join('').length).toBeLessThanOrEqual(10_000);
    const rows = (table?.rows.length ?? 0) - 1;
    expect(rows).toBeGreaterThan(2);
    expect(wordsOf(message)).toContain(`… and ${25 - rows} more services and 11 more environments`);
  });

  it('without services is only what is in progress', () => {
    expect(tableOf(shown({ services: [] }))).toEqual([]);
  });
});

describe('drift', () => {
  const marked = (...[one, other]: [string, string | null][]) =>
    drifts(
      runs(
        'checkout',
        { staging: one?.[0] ?? '', production: other?.[0] ?? '' },
        { staging: { digest: one?.[1] ?? null }, production: { digest: other?.[1] ?? null } },
      ).places,
    );

  it('is told by the bytes where these are known, and by name where not', () => {
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.1', 'sha256:bb'])).toBe(true);
    expect(marked(['stable', 'sha256:aa'], ['2.4.1', 'sha256:aa'])).toBe(false);
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.1', null])).toBe(false);
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.0', null])).toBe(true);
  });

  it('is nothing of places of which nobody knows', () => {
    expect(drifts(runs('checkout', { staging: '2.4.1', production: null }).places)).toBe(false);
  });
});

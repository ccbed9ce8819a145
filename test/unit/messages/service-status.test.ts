import { describe, expect, it } from 'vitest';
import { liveMessage } from '../../../src/messages/status/in-progress.ts';
import { type ServiceStatus, serviceStatusMessage } from '../../../src/messages/status/one-service.ts';
import { lookedAt, runs } from '../../support/places-now.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const live = releaseStory().approve().start().until(25).release;
const card = 'https://riverside.slack.com/archives/C1/p1';

const usual: ServiceStatus = {
  now: lookedAt,
  service: runs('checkout', { staging: '2.5.0', production: '2.4.1' }),
  live: [],
  past: [rollbackStory().release, successStory().release],
  cards: new Map([[live.id, card]]),
};

function shown(change: Partial<ServiceStatus> = {}) {
  const message = serviceStatusMessage({ ...usual, ...change });
  expectSound(message);
  return { message, words: wordsOf(message), plainer: wordsOf({ blocks: message.plainer ?? [] }) };
}

describe('/deploy status of a service', () => {
  it('has a row for each environment, the last of the promotion first, and the last releases below', () => {
    const { words } = shown();
    expect(words).toMatch(/^No release of \*checkout\* is in progress\./);
    expect(words).toContain('Where | Runs | Since | By\nproduction | 2.4.1 | 2026-11-17 15:00 UTC | <@U0AOI>\nstaging');
    expect(words).toContain('≠ `2.5.0` in staging · `2.4.1` in production');
    expect(words).toMatch(/\*Last releases\* of \*checkout\*\n🔴 .*\n✅ /);
  });

  it('shows both during a release: the version that runs, and how far the next one has come', () => {
    const service = runs('checkout', { staging: '2.4.1', production: '2.4.0' }, { production: { live } });
    const { words, message, plainer } = shown({ service, live: [live] });
    expect(words).toMatch(/^\*In progress\*\n▶ \*checkout\* 2\.4\.0 → 2\.4\.1/);
    expect(words).toContain(`production | 2.4.0 / ▶ 2.4.1 25 % <${card}|#142> | 2026-11-17 15:00 UTC`);
    expect(message.text).toContain('production runs 2.4.0 since 2026-11-17 15:00 UTC by @aoi, ▶ 2.4.1 25 %');
    expect(plainer).toMatch(/production +2\.4\.0 ▶ 2\.4\.1 25 % +3 d +@aoi/);
  });

  it('says of places which of them differ', () => {
    const service = runs('checkout', { 'production/eu': '2.4.0', 'production/us': '2.4.1', staging: '2.4.1' });
    const { words } = shown({ service });
    expect(words).toContain('≠ `2.4.0` in production/eu · `2.4.1` in production/us, staging');
    expect(words).toContain('production/us | 2.4.1');
  });

  it('leaves open what nobody knows', () => {
    const service = runs('checkout', { production: '2.4.1' }, { production: { since: null, by: null } });
    const { words, message } = shown({ service, past: [] });
    expect(words).toContain('production | 2.4.1 | – | –');
    expect(message.text).toContain('production runs 2.4.1');
    expect(words).not.toContain('Last releases');
  });

  it('says how many of very many places it leaves out', () => {
    const names = Array.from({ length: 150 }, (_, index) => `production/region-${index}`);
    const { words } = shown({ service: runs('checkout', Object.fromEntries(names.map((name) => [name, '1']))) });
    expect(words).toMatch(/… and \d+ more places/);
  });
});

describe('/deploy status of a release or a set', () => {
  it('is its line, or says that it is not in progress', () => {
    expect(wordsOf(liveMessage([live], lookedAt, '#142', usual.cards))).toContain(`<${card}|#142>`);
    expect(wordsOf(liveMessage([], lookedAt, 'shop', new Map()))).toContain('No release of *shop* is in progress.');
  });
});

import { describe, expect, it } from 'vitest';
import { switchBlocks } from '../../../src/messages/home/switches.ts';
import { switchKinds, switchNames } from '../../../src/switches/index.ts';
import type { SwitchBoard } from '../../../src/switches/switches.ts';
import { expectSoundView, wordsOf } from '../../support/slack-words.ts';

const at = Date.UTC(2026, 10, 30, 12);
const board: SwitchBoard = {
  from: 'server',
  answeredAt: at,
  unreached: null,
  troubles: [],
  switches: switchNames.map((name) => {
    const { flag } = switchKinds[name];
    return { name, flag, exists: true, off: [], since: null, page: `https://unleash.example/${flag}?a=1&b=2` };
  }),
};
function said(change: Partial<SwitchBoard>): string {
  const view = { type: 'home' as const, blocks: switchBlocks({ ...board, ...change }) };
  expectSoundView(view);
  return wordsOf(view);
}
const first = (change: Partial<SwitchBoard['switches'][number]>) => ({
  switches: board.switches.map((each, index) => (index === 0 ? { ...each, ...change } : each)),
});

describe('the switches on App Home', () => {
  it('are not there where there are none', () => {
    expect(switchBlocks(null)).toEqual([]);
  });

  it('say of each what it does, and lead to its page', () => {
    const words = said({});
    for (const name of switchNames) expect(words).toContain(switchKinds[name].on);
    expect(words).toContain('<https://unleash.example/sluice.accept-requests?a=1&amp;b=2|`sluice.accept-requests`>');
    expect(words).toContain('Unleash answers');
  });

  it('say where one is off, and since when', () => {
    const off = ['production', 'staging'].map((environment) => ({ service: 'checkout', environment }));
    const words = said(first({ off, since: at }));
    expect(words).toContain(`*off* for checkout in production and staging since <!date^${at / 1000}`);
    expect(words).toContain('new requests are refused');
    const many = Array.from({ length: 9 }, (_, index) => ({ service: `s${index}`, environment: 'production' }));
    expect(said(first({ off: many }))).toContain('s5 in production and 3 more services');
  });

  it('say that there is no such flag, and what holds then', () => {
    expect(said(first({ exists: false }))).toContain('there is no such flag: new requests are accepted');
  });

  it.each([
    ['kept', at, 'What it said last holds (<!date^'],
    ['server', at, 'What it said last holds (<!date^'],
    ['bootstrap', null, 'What the bootstrap file says holds.'],
    ['nobody', null, 'Sluice works as if there were none.'],
  ] as const)('say why Unleash does not answer, and what holds: %s', (from, answeredAt, holds) => {
    const words = said({
      from,
      answeredAt,
      unreached: "Unleash can't be reached (ECONNREFUSED)",
      troubles: ['/x: ENOENT'],
    });
    expect(words).toContain("⚠️ Unleash doesn't answer: Unleash can't be reached (ECONNREFUSED).");
    expect(words).toContain(holds);
    expect(words).toContain('⚠️ /x: ENOENT');
  });
});

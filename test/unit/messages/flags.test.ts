import { describe, expect, it } from 'vitest';
import { flagsMessage } from '../../../src/messages/flags/table.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { wordsOf } from '../../support/slack-words.ts';

const evil = '*<!channel>* _x_ `y`';

describe('the table of flags', () => {
  it('tells all that is known of each, and nothing of other people’s texts formats or calls', () => {
    const state = exampleFlag({
      flag: evil,
      enabled: true,
      percentage: 12.5,
      segments: [evil],
      variants: [{ name: evil, percent: 100 }],
      changed: { by: evil, at: Date.UTC(2026, 10, 20) },
      master: { kind: 'other', words: `is moved by ${evil}` },
    });
    const waiting = { number: 143, approved: false };
    const cells = [
      {
        environment: evil,
        seen: { kind: 'state' as const, state },
        listed: 'always' as const,
        moving: { number: 142, approved: true },
      },
      { environment: 'staging', seen: { kind: 'unseen' as const, why: evil }, listed: 'no' as const, moving: waiting },
    ];
    const message = flagsMessage(
      { service: evil, rows: [{ flag: evil, cells }], page: 2, pages: 3, count: 17 },
      'flags checkout',
    );
    const words = wordsOf(message);
    expect(words).toContain('12.5 %');
    expect(words).toContain('#142 moves it now');
    expect(words).toContain('#143 waits for approval to move it');
    expect(JSON.stringify(message)).toMatch(/flags checkout page 1.*flags checkout page 3/);
    expect(JSON.stringify(message.blocks)).not.toMatch(/<!channel>|`y`/);
  });

  it.each([
    [{ stands: 'absent' as const }, 'not there'],
    [{ stands: 'archived' as const }, 'archived'],
    [{ enabled: false, percentage: 50 }, 'off'],
    [{ enabled: true, percentage: null }, 'its own rules'],
    [{ changed: { by: null, at: null } }, 'off'],
  ])('%j', (change, said) => {
    const seen = { kind: 'state' as const, state: exampleFlag(change) };
    const cells = [{ environment: 'staging', seen, listed: 'no' as const, moving: null }];
    const rows = [{ flag: 'new-pricing', cells }];
    const { text } = flagsMessage({ service: 'checkout', rows, page: 1, pages: 1, count: 1 }, 'flags checkout');
    expect(text).toMatch(new RegExp(`staging: ${said}$`, 'm'));
  });
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimits } from '../../../sandbox/slack/api/limits.ts';
import { paginate } from '../../../sandbox/slack/api/paging.ts';
import { encodeBody } from '../../../sandbox/slack/delivery/http.ts';
import { sign } from '../../../sandbox/slack/index.ts';
import { createFaults } from '../../../sandbox/slack/server/faults.ts';
import { createIds } from '../../../sandbox/slack/world/ids.ts';

describe('message ids', () => {
  it('rise strictly whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), { minLength: 2 }),
        (times) => {
          let index = 0;
          const ids = createIds({ now: () => times[index++] ?? 0 });
          const made = times.map(() => ids.ts());
          for (const [at, ts] of made.entries()) {
            expect(ts).toMatch(/^\d{10}\.\d{6}$/);
            if (at > 0) expect(Number(ts)).toBeGreaterThan(Number(made[at - 1]));
          }
        },
      ),
    );
  });
});

describe('pages', () => {
  it('hold everything once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (items, limit) => {
        const seen: number[] = [];
        let cursor = '';
        do {
          const page = paginate(items, cursor, limit, 100);
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== '');
        expect(seen).toEqual(items);
      }),
    );
  });
});

describe('the pace of posts', () => {
  it('is one a second for each channel after a burst of three', () => {
    let now = 0;
    const limits = createRateLimits(() => now);
    const take = (channel: string) => limits.take('chat.postMessage', 'per_channel', channel);
    expect([take('C1'), take('C1'), take('C1'), take('C1')]).toEqual([0, 0, 0, 1]);
    expect(take('C2')).toBe(0);
    now += 1_000;
    expect([take('C1'), take('C1')]).toEqual([0, 1]);
  });
});

describe('faults', () => {
  it('end by count, by time, and by hand', () => {
    let now = 0;
    const states: boolean[] = [];
    const faults = createFaults({ now: () => now, onOutage: (out) => states.push(out), disconnect: () => undefined });
    faults.rateLimit({ method: 'chat.update', times: 1, retryAfterSec: 3 });
    faults.serverError({ forMs: 100 });
    expect(faults.take('chat.update').map(({ kind }) => kind)).toEqual(['rate_limited', 'server_error']);
    expect(faults.take('chat.update').map(({ kind }) => kind)).toEqual(['server_error']);
    now = 100;
    expect(faults.take('chat.update')).toEqual([]);
    const [first, second] = [faults.outage(), faults.outage()];
    first.stop();
    first.stop();
    expect(faults.isOut()).toBe(true);
    second.stop();
    expect([faults.isOut(), states]).toEqual([false, [true, true, false]]);
  });

  it('are all over after clear', () => {
    const faults = createFaults({ now: () => 0, onOutage: () => undefined, disconnect: () => undefined });
    faults.latency({ ms: 5 });
    faults.outage();
    faults.duplicateDeliveries(2);
    faults.clear();
    expect([faults.take('auth.test'), faults.isOut(), faults.takeDuplicates()]).toEqual([[], false, 0]);
  });
});

describe('what goes to the bot', () => {
  it('is signed over version, timestamp and body', () => {
    const expected = createHmac('sha256', 'secret').update('v0:1531420618:token=x&text=94070').digest('hex');
    expect(sign('secret', 1_531_420_618, 'token=x&text=94070')).toBe(`v0=${expected}`);
  });

  it('is a form for commands, a form with JSON for interactions, and JSON for events', () => {
    expect(encodeBody('slash_commands', { text: 'a b&c' }).text).toBe('text=a+b%26c');
    expect(new URLSearchParams(encodeBody('interactive', { type: 'x' }).text).get('payload')).toBe('{"type":"x"}');
    expect(encodeBody('events_api', { type: 'x' })).toEqual({ contentType: 'application/json', text: '{"type":"x"}' });
  });
});

import { describe, expect, it } from 'vitest';
import { CircuitBreaker, usualPace } from '../../../src/outbox/circuit-breaker.ts';
import { type Log, silentLog } from '../../../src/platform/log.ts';
import { SlackError } from '../../../src/platform/slack/port.ts';

function stage() {
  let now = 1_000_000;
  const lines: string[] = [];
  const log: Log = { ...silentLog, error: (_, message) => void lines.push(message) };
  const clock = { now: () => now, sleep: async () => undefined };
  const gate = new CircuitBreaker({ clock, log }, { ...usualPace, firstPauseMs: 500, longestPauseMs: 5000 });
  return {
    gate,
    lines,
    pass: (ms: number) => {
      now += ms;
    },
    waitMs: () => (gate.openUntil() ?? now) - now,
    fail: (error: SlackError, method = 'post') =>
      gate
        .through(method, () => Promise.reject(error))
        .then(
          () => 'taken',
          (thrown: SlackError) => thrown.code,
        ),
    take: (method = 'post') => gate.through(method, async () => 'taken').catch((thrown: SlackError) => thrown.code),
  };
}

const silent = new SlackError('unreachable', '', 'nobody there');

describe('the one way to Slack', () => {
  it('pauses longer each time that Slack does not answer, up to a cap, and is back at once when it does', async () => {
    const here = stage();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 130; attempt += 1) {
      expect(await here.fail(silent)).toBe('');
      pauses.push(here.waitMs());
      here.pass(here.waitMs());
    }
    expect(pauses.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    // Ten minutes of it, and still only seconds away.
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(600_000);
    expect(await here.take()).toBe('taken');
    expect(here.gate.openUntil()).toBeNull();
  });

  it('lets one call see whether Slack is back, and nobody else meanwhile', async () => {
    const here = stage();
    await here.fail(silent);
    here.pass(500);
    let answer: (value: string) => void = () => undefined;
    const probe = here.gate.through('post', () => new Promise<string>((resolve) => (answer = resolve)));
    expect(await here.take()).toBe('paused');
    answer('here');
    expect(await probe).toBe('here');
    expect(await here.take()).toBe('taken');
  });

  it('takes calls that failed together for one failure', async () => {
    const here = stage();
    const rejects: ((error: SlackError) => void)[] = [];
    const calls = Array.from({ length: 20 }, () =>
      here.gate.through('post', () => new Promise((_, reject) => rejects.push(reject))).catch(() => 'failed'),
    );
    for (const reject of rejects) reject(silent);
    await Promise.all(calls);
    expect(here.waitMs()).toBe(500);
  });

  it('pauses the one method that must slow down, for all releases, as long as Slack says', async () => {
    const here = stage();
    expect(await here.fail(new SlackError('ratelimited', 'ratelimited', 'slow', 30_000), 'update')).toBe('ratelimited');
    expect(await here.take('update')).toBe('paused');
    expect(await here.take('post')).toBe('taken');
    here.pass(29_999);
    expect(await here.take('update')).toBe('paused');
    here.pass(1);
    expect(await here.take('update')).toBe('taken');
  });

  it('says once and loudly that the token is refused, tries again slowly, and takes it up when it works again', async () => {
    const here = stage();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await here.fail(new SlackError('refused', 'token_revoked', 'no'));
      expect(here.waitMs()).toBe(usualPace.refusedPauseMs);
      here.pass(usualPace.refusedPauseMs);
    }
    expect(here.lines).toHaveLength(1);
    expect(here.gate.tokenTrouble()).toBe('token_revoked');
    await here.take();
    expect(here.gate.tokenTrouble()).toBeNull();
  });

  it('a refusal of one message closes nothing', async () => {
    const here = stage();
    await here.fail(new SlackError('refused', 'is_archived', 'no'));
    expect(here.gate.openUntil()).toBeNull();
  });

  it('keeps others waiting for an alert, but not for one that nobody speaks of any more', () => {
    const here = stage();
    here.gate.alert('r1', true);
    expect(here.gate.othersFirst('r2')).toBe(true);
    expect(here.gate.othersFirst('r1')).toBe(false);
    here.pass(9000);
    expect(here.gate.othersFirst('r2')).toBe(false);
    here.gate.alert('r1', true);
    here.gate.alert('r1', false);
    expect(here.gate.othersFirst('r2')).toBe(false);
  });
});

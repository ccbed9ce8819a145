import { setTimeout as pass } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unanswered } from '../../chaos/answered.ts';
import type { Trouble } from '../../chaos/evidence.ts';
import { jumpKind, stallLine, watchStalls } from '../../chaos/stalls.ts';
import { nothing } from './found.ts';

/** Bots whose socket closes and opens when told. */
function bots() {
  const waiting = new Map<number, () => void>();
  const waitForBots = (count: number) => new Promise<void>((resolve) => void waiting.set(count, resolve));
  return { waitForBots, become: (count: number) => waiting.get(count)?.(), waiting };
}

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

let end = () => {};
afterEach(() => {
  end();
  vi.restoreAllMocks();
});

async function stalled(slack: ReturnType<typeof bots>): Promise<Trouble> {
  const troubles: Trouble[] = [];
  end = watchStalls(slack, troubles);
  await pass(150);
  standStill(800);
  await expect.poll(() => troubles.length).toBe(1);
  return troubles[0] as Trouble;
}

describe('a machine that stands still', () => {
  it('excuses what was not answered then, and nothing later', async () => {
    const trouble = await stalled(bots());
    expect(trouble.to - trouble.from).toBeGreaterThan(700);
    const failed = (at: number) => ({ at, what: 'slash_commands /deploy', failed: 'operation_timeout' });
    const found = (at: number) => unanswered({ ...nothing, deliveries: [failed(at)], troubles: [trouble] }).length;
    expect([trouble.from - 2_900, trouble.to, trouble.to + 3_100].map(found)).toEqual([0, 0, 1]);
    expect(stallLine([trouble])).toMatch(/1 ×/);
  });

  it('until the bot is back whose socket was dropped in consequence', async () => {
    const slack = bots();
    const trouble = await stalled(slack);
    slack.become(0);
    await expect.poll(() => trouble.to).toBe(Number.POSITIVE_INFINITY);
    slack.become(1);
    await expect.poll(() => Date.now() - trouble.to).toBeGreaterThanOrEqual(0);
  });

  it('is not what a machine is that only has much to do', async () => {
    const troubles: Trouble[] = [];
    end = watchStalls(bots(), troubles);
    standStill(300);
    await pass(250);
    expect(troubles).toEqual([]);
    expect(stallLine([])).toBeNull();
  });

  it('whose clock jumps is known for it until that is made up for', async () => {
    const troubles: Trouble[] = [];
    end = watchStalls(bots(), troubles);
    const plain = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => plain() - 10_000);
    await expect.poll(() => troubles.length).toBe(1);
    const [jump] = troubles as [Trouble];
    expect(jump.kind).toBe(jumpKind);
    expect(jump.to - jump.from).toBeGreaterThan(100_000);
    expect(stallLine(troubles)).toMatch(/clock jumped 1 ×/);
  });
});

import { describe, expect, it } from 'vitest';
import { Thread } from '../../../src/platform/thread.ts';

const file = new URL('./thread-of-test.ts', import.meta.url);
const withWithin = (withinMs: number) =>
  new Thread<string, string>({ file, what: 'the work', withinMs, idleMs: 20, memoryMb: 32 });

describe('a thread for work on what others send', () => {
  it('answers one after the other, and again after it went for want of work', async () => {
    const thread = withWithin(10_000);
    expect(await Promise.all([thread.ask('a'), thread.ask('b')])).toEqual(['done: a', 'done: b']);
    expect(await thread.ask('c')).toBe('done: c');
  });

  it.each([
    ['throw', 'the work failed: oh'],
    ['end', 'the work ended before its time'],
    ['fill', 'the work took more than 32 MB of memory'],
  ])('tells of an order that breaks it (%s), and does the next', async (order, why) => {
    const thread = withWithin(15_000);
    const [broken, next] = await Promise.allSettled([thread.ask(order), thread.ask('next')]);
    expect(broken).toMatchObject({ status: 'rejected', reason: { message: why } });
    expect(next).toEqual({ status: 'fulfilled', value: 'done: next' });
  });

  it('is ended by an order that never comes to an end', async () => {
    const hanging = withWithin(500).ask('hang');
    await expect(hanging).rejects.toThrow('the work took longer than 0.5 s');
  });
});

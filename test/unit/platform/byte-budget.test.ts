import { describe, expect, it } from 'vitest';
import { ByteBudget, NoRoom, type Share } from '../../../src/platform/byte-budget.ts';

const never = new AbortController().signal;
const budget = () => new ByteBudget({ total: 100, each: 40, small: { total: 20, each: 5 }, tooLong: 'too long' });

/** Whether it is there by the time all that can go on has gone on. */
async function settled(work: Promise<unknown>): Promise<boolean> {
  const state = { done: false };
  void work.then(
    () => Object.assign(state, { done: true }),
    () => undefined,
  );
  await new Promise(setImmediate);
  return state.done;
}

describe('room for answers that are read at once', () => {
  it('refuses one that is too long, in its words', async () => {
    const share = budget().open();
    await share.take(40, never);
    await expect(share.take(1, never)).rejects.toEqual(new NoRoom('too long'));
    share.giveBack();
    await share.take(40, never);
  });

  it('lets one wait until another is done, the first in line first', async () => {
    const room = budget();
    const [a, b, c, d] = [room.open(), room.open(), room.open(), room.open()];
    await a.take(40, never);
    await b.take(40, never);
    const third = c.take(30, never);
    const fourth = d.take(10, never);
    expect(await settled(third)).toBe(false);
    expect(await settled(fourth)).toBe(false);
    b.giveBack();
    expect(await settled(third)).toBe(true);
    a.giveBack();
    expect(await settled(fourth)).toBe(true);
  });

  it('never lets them all wait for each other', async () => {
    const room = budget();
    const reading = Array.from({ length: 10 }, () => room.open());
    const readAll = async (share: Share) => {
      for (let chunk = 0; chunk < 10; chunk += 1) await share.take(4, never);
      await new Promise(setImmediate);
      share.giveBack();
    };
    await Promise.all(reading.map(readAll));
  });

  it('holds up nothing short for what is long', async () => {
    const room = budget();
    const long = Array.from({ length: 5 }, () => room.open());
    const waiting = long.map((share) => share.take(30, never));
    expect(await settled(Promise.all(waiting))).toBe(false);
    await room.open().take(5, never);
  });

  it('says so where there is none before the deadline, and then goes on with the next', async () => {
    const room = budget();
    const held = [room.open(), room.open()];
    for (const share of held) await share.take(40, never);
    const deadline = new AbortController();
    const late = room.open().take(20, deadline.signal);
    const patient = room.open().take(6, never);
    deadline.abort();
    await expect(late).rejects.toThrow(/no room for it in time/);
    expect(await settled(patient)).toBe(false);
    held[0]?.giveBack();
    await patient;
  });
});

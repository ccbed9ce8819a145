import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRush } from '../../../src/platform/rush.ts';

const breathMs = 25;
/** Turns of the event loop take a faked millisecond each. */
const rest = () => vi.advanceTimersByTimeAsync(breathMs + 3);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether it is calm by now. */
async function isCalm(rush: ReturnType<typeof createRush>): Promise<boolean> {
  let calm = false;
  void rush.calm().then(() => {
    calm = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return calm;
}

describe('a rush', () => {
  it('lasts until the last of those that go back has written', async () => {
    const rush = createRush();
    expect(await isCalm(rush)).toBe(true);
    rush.begins('r1');
    rush.begins('r2');
    rush.ends('r1');
    expect(await isCalm(rush)).toBe(false);
    const calm = rush.calm();
    rush.ends('r2');
    expect(await isCalm(rush)).toBe(false);
    await rest();
    await expect(calm).resolves.toBeUndefined();
    expect(await isCalm(rush)).toBe(true);
  });

  it('goes on while the next comes a moment after the last', async () => {
    const rush = createRush();
    rush.begins(0);
    for (let wave = 1; wave <= 3; wave += 1) {
      rush.ends(wave - 1);
      await vi.advanceTimersByTimeAsync(breathMs - 1);
      rush.begins(wave);
      await vi.advanceTimersByTimeAsync(breathMs);
      expect(await isCalm(rush)).toBe(false);
    }
    rush.ends(3);
    await rest();
    expect(await isCalm(rush)).toBe(true);
  });

  it('hears who knocked while the process was busy before it is over', async () => {
    vi.useRealTimers();
    const rush = createRush();
    const server = createServer((socket) =>
      socket.once('data', () => {
        rush.begins('the next');
        server.emit('knock');
      }),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const knocking = connect(port, '127.0.0.1');
    await once(server, 'connection');
    await rush.during(async () => knocking.write('hello'));
    const calm = rush.calm().then(() => 'calm');
    const knock = once(server, 'knock').then(() => 'heard');
    for (const until = performance.now() + 4 * breathMs; performance.now() < until; );
    expect(await Promise.race([calm, knock])).toBe('heard');
    knocking.destroy();
    server.close();
  });

  it('keeps nobody waiting for more than a second, whatever goes back meanwhile', async () => {
    const rush = createRush();
    rush.begins('r1');
    const calm = rush.calm();
    await vi.advanceTimersByTimeAsync(600);
    rush.begins('r2');
    await vi.advanceTimersByTimeAsync(400);
    await expect(calm).resolves.toBeUndefined();
    expect(await isCalm(rush)).toBe(false);
  });

  it('lasts as long as work that is urgent, also where it fails', async () => {
    const rush = createRush();
    const work = Promise.withResolvers<string>();
    const done = rush.during(() => work.promise);
    expect(await isCalm(rush)).toBe(false);
    work.reject(new Error('broken'));
    await expect(done).rejects.toThrow('broken');
    await rest();
    expect(await isCalm(rush)).toBe(true);
  });

  it('forgets a release whose write does not come', async () => {
    const rush = createRush();
    rush.begins('r1');
    await vi.advanceTimersByTimeAsync(1000);
    await rest();
    expect(await isCalm(rush)).toBe(true);
  });

  it('goes on for as long as a write may take that is known to take long', async () => {
    const rush = createRush();
    rush.begins('r1', 5000);
    await vi.advanceTimersByTimeAsync(4900);
    expect(await isCalm(rush)).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    await rest();
    expect(await isCalm(rush)).toBe(true);
  });
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUrgentWork } from '../../../src/platform/urgent-work.ts';

const breathMs = 25;
const breathPerPieceMs = 5;
/** Turns of the event loop take a faked millisecond each. @param pieces of the burst that is over */
const rest = (pieces = 1) => vi.advanceTimersByTimeAsync(breathMs + (pieces - 1) * breathPerPieceMs + 3);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether nothing urgent goes on by now. */
async function isIdle(urgentWork: ReturnType<typeof createUrgentWork>): Promise<boolean> {
  let whenIdle = false;
  void urgentWork.whenIdle().then(() => {
    whenIdle = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return whenIdle;
}

describe('urgent work', () => {
  it('lasts until the last of those that go back has written', async () => {
    const urgentWork = createUrgentWork();
    expect(await isIdle(urgentWork)).toBe(true);
    urgentWork.begins('r1');
    urgentWork.begins('r2');
    urgentWork.ends('r1');
    expect(await isIdle(urgentWork)).toBe(false);
    const whenIdle = urgentWork.whenIdle();
    urgentWork.ends('r2');
    expect(await isIdle(urgentWork)).toBe(false);
    await rest(2);
    await expect(whenIdle).resolves.toBeUndefined();
    expect(await isIdle(urgentWork)).toBe(true);
  });

  it('is waited for longer the more has come, since what waits is as much', async () => {
    const urgentWork = createUrgentWork();
    for (let id = 0; id < 40; id += 1) urgentWork.begins(id);
    for (let id = 0; id < 40; id += 1) urgentWork.ends(id);
    await rest(20);
    expect(await isIdle(urgentWork)).toBe(false);
    await rest(20);
    expect(await isIdle(urgentWork)).toBe(true);
    urgentWork.begins('another');
    urgentWork.ends('another');
    await rest();
    expect(await isIdle(urgentWork)).toBe(true);
  });

  it('goes on while the next comes a moment after the last', async () => {
    const urgentWork = createUrgentWork();
    urgentWork.begins(0);
    for (let wave = 1; wave <= 3; wave += 1) {
      urgentWork.ends(wave - 1);
      await vi.advanceTimersByTimeAsync(breathMs - 1);
      urgentWork.begins(wave);
      await vi.advanceTimersByTimeAsync(breathMs);
      expect(await isIdle(urgentWork)).toBe(false);
    }
    urgentWork.ends(3);
    await rest(4);
    expect(await isIdle(urgentWork)).toBe(true);
  });

  it('hears who knocked while the process was busy before it is over', async () => {
    vi.useRealTimers();
    const urgentWork = createUrgentWork();
    const server = createServer((socket) =>
      socket.once('data', () => {
        urgentWork.begins('the next');
        server.emit('knock');
      }),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const knocking = connect(port, '127.0.0.1');
    await once(server, 'connection');
    await urgentWork.during(async () => knocking.write('hello'));
    const whenIdle = urgentWork.whenIdle().then(() => 'idle');
    const knock = once(server, 'knock').then(() => 'heard');
    for (const until = performance.now() + 4 * breathMs; performance.now() < until; );
    expect(await Promise.race([whenIdle, knock])).toBe('heard');
    knocking.destroy();
    server.close();
  });

  it('keeps nobody waiting for more than a second, whatever goes back meanwhile', async () => {
    const urgentWork = createUrgentWork();
    urgentWork.begins('r1');
    const whenIdle = urgentWork.whenIdle();
    await vi.advanceTimersByTimeAsync(600);
    urgentWork.begins('r2');
    await vi.advanceTimersByTimeAsync(400);
    await expect(whenIdle).resolves.toBeUndefined();
    expect(await isIdle(urgentWork)).toBe(false);
  });

  it('lasts as long as work that is urgent, also where it fails', async () => {
    const urgentWork = createUrgentWork();
    const work = Promise.withResolvers<string>();
    const done = urgentWork.during(() => work.promise);
    expect(await isIdle(urgentWork)).toBe(false);
    work.reject(new Error('broken'));
    await expect(done).rejects.toThrow('broken');
    await rest();
    expect(await isIdle(urgentWork)).toBe(true);
  });

  it('forgets a release whose write does not come', async () => {
    const urgentWork = createUrgentWork();
    urgentWork.begins('r1');
    await vi.advanceTimersByTimeAsync(1000);
    await rest();
    expect(await isIdle(urgentWork)).toBe(true);
  });

  it('goes on for as long as a write may take that is known to take long', async () => {
    const urgentWork = createUrgentWork();
    urgentWork.begins('r1', 5000);
    await vi.advanceTimersByTimeAsync(4900);
    expect(await isIdle(urgentWork)).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    await rest();
    expect(await isIdle(urgentWork)).toBe(true);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import type { App } from '@slack/bolt';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type BodyLimits, usualLimits } from '../../../commands/http/bodies.ts';
import { createHttpReceiver } from '../../../commands/http/receiver.ts';
import { sign } from '../../../sandbox/slack/index.ts';
import { usualConnections } from '../../../src/platform/connections.ts';
import { startHealth } from '../../../src/platform/health.ts';
import { type Log, silentLog } from '../../../src/platform/log.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();
const secret = 'a-signing-secret';
const nowMs = 1_800_000_000_000;
const seconds = nowMs / 1000;

/** A receiver with these limits, and what it says in its log. */
async function receiving(limits: Partial<BodyLimits>) {
  const lines: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => void lines.push(message) };
  const { receiver, listener } = createHttpReceiver(secret, log, () => nowMs, { ...usualLimits, ...limits });
  receiver.init({ processEvent: async ({ ack }: { ack(): Promise<void> }) => ack() } as unknown as App);
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const click = '{"type":"block_actions"}';
  const headers = { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': sign(secret, seconds, click) };
  const ask = () => fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: click, headers });
  return { port, ask, lines };
}

interface Slow {
  socket: Socket;
  /** The first line of the answer, when the connection has ended. */
  answer: Promise<string>;
}

/** Somebody who begins a request that looks signed, sends a part of its body, and never the rest. */
async function slowOne(port: number, part: string, timestamp = seconds): Promise<Slow> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(said.split('\r\n')[0] ?? '')));
  atEnd(() => void socket.destroy());
  await once(socket, 'connect');
  const head = [
    'POST /slack/events HTTP/1.1',
    'host: sluice',
    'content-length: 1000000',
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: v0=${'0'.repeat(64)}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${part}`);
  return { socket, answer: ended };
}

describe('bodies of whoever sends them', () => {
  it('that do not come to an end in time are given up, and told once', async () => {
    const { port, lines } = await receiving({ withinMs: 50 });
    const slow = await Promise.all([slowOne(port, 'a'), slowOne(port, 'b')]);
    expect(await Promise.all(slow.map(({ answer }) => answer))).toEqual(Array(2).fill('HTTP/1.1 408 Request Timeout'));
    expect(lines).toEqual(['requests whose bodies were too slow, or too many at once, were given up']);
  });

  it('make room for others where there are too many: those go that have been on their way for longest', async () => {
    const { port, ask } = await receiving({ withinMs: 600_000, most: 3 });
    const first = await slowOne(port, 'a');
    const more = [];
    for (let count = 0; count < 3; count += 1) more.push(await slowOne(port, 'b'));
    expect(await first.answer).toBe('HTTP/1.1 503 Service Unavailable');
    expect((await ask()).status).toBe(200);
    expect(more.filter(({ socket }) => socket.closed).length).toBeLessThan(2);
  });

  it('hold no more bytes together than they may', async () => {
    const { port, ask } = await receiving({ withinMs: 600_000, mostBytes: 250_000 });
    const slow = [];
    for (let count = 0; count < 5; count += 1) slow.push(await slowOne(port, 'x'.repeat(100_000)));
    const gone = await Promise.all(slow.slice(0, 3).map(({ answer }) => answer));
    expect(gone).toEqual(Array(3).fill('HTTP/1.1 503 Service Unavailable'));
    expect((await ask()).status).toBe(200);
  });

  it('that are not even signed lately are not read far', async () => {
    const { port } = await receiving({ withinMs: 600_000 });
    const { answer } = await slowOne(port, 'x'.repeat(5000), seconds - 3600);
    expect(await answer).toBe('HTTP/1.1 401 Unauthorized');
  });
});

describe('connections', () => {
  it('that ask for nothing make room for others', async () => {
    const server = await startHealth({
      port: 0,
      host: '127.0.0.1',
      registry: new Registry(),
      unready: async () => [],
      connections: { ...usualConnections, most: 3 },
    });
    atEnd(server.close);
    const idle: Socket[] = [];
    const closed: Promise<unknown>[] = [];
    for (let count = 0; count < 4; count += 1) {
      const socket = connect(server.port, '127.0.0.1');
      closed.push(once(socket.resume(), 'close'));
      atEnd(() => void socket.destroy());
      await once(socket, 'connect');
      idle.push(socket);
    }
    await closed[0];
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    await closed[1];
    expect(idle.at(-1)?.closed).toBe(false);
  });
});

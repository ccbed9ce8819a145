import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionLimits,
  type GivenUp,
  limitConnections,
  serverOptions,
  usualConnections,
} from '../../../src/platform/connections.ts';
import { startHealth } from '../../../src/platform/health.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();
const ok: RequestListener = (_, response) => void response.end('ok');

/** A server with these limits, what it hears, how many requests it makes of what it reads, and whom it gives up. */
async function serving(limits: Partial<ConnectionLimits>, listener: RequestListener = ok) {
  const seen = { parsed: 0, heard: 0, givenUp: [] as GivenUp[] };
  const server = createServer(serverOptions);
  server.on('request', () => {
    seen.parsed += 1;
  });
  const hear: RequestListener = (request, response) => {
    seen.heard += 1;
    listener(request, response);
  };
  limitConnections(server, { ...usualConnections, ...limits }, hear, (why) => void seen.givenUp.push(why));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (init: RequestInit = {}) => (await fetch(`http://127.0.0.1:${port}/`, init)).text();
  return { seen, port, ask };
}

/** Somebody who sends this, and takes no answer until asked to. */
async function sending(port: number, text: string): Promise<{ socket: Socket; closed: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  atEnd(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  return { socket, closed };
}

const get = 'GET / HTTP/1.1\r\nhost: sluice\r\n\r\n';
const flood = get.repeat(Math.ceil(65_536 / get.length));

describe('requests that come before those before them are answered', () => {
  it('are heard up to a few; then the connection is closed, and hardly any more is made of what it sent', async () => {
    const { seen, port, ask } = await serving({ unanswered: 4 });
    const floods = await Promise.all(Array.from({ length: 20 }, () => sending(port, flood)));
    await Promise.all(floods.map(({ socket, closed }) => [socket.resume(), closed][1]));
    expect(seen.givenUp).toEqual(Array(20).fill('pipelined'));
    expect(seen.heard).toBe(20 * 4);
    expect(seen.parsed).toBeLessThan(20 * 100);
    expect(await ask()).toBe('ok');
  });

  it('are heard where they are few', async () => {
    const { seen, port } = await serving({ unanswered: 4 });
    const { socket } = await sending(port, get.repeat(3));
    let answers = 0;
    for await (const chunk of socket) {
      answers += String(chunk).split('HTTP/1.1 200 OK').length - 1;
      if (answers === 3) break;
    }
    expect(seen.givenUp).toEqual([]);
  });

  it('are closed in the same way by the server of health and metrics, whatever is asked', async () => {
    let asked = 0;
    const givenUp: GivenUp[] = [];
    const server = await startHealth({
      port: 0,
      host: '127.0.0.1',
      registry: new Registry(),
      unready: async () => {
        asked += 1;
        return [];
      },
      onGivenUp: (why) => void givenUp.push(why),
    });
    atEnd(server.close);
    const { socket, closed } = await sending(server.port, flood.replaceAll('GET / ', 'GET /readyz '));
    socket.resume();
    await closed;
    expect(givenUp).toEqual(['pipelined']);
    expect(asked).toBeLessThanOrEqual(usualConnections.unanswered);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  });
});

describe('answers that nobody takes', () => {
  const answer = Buffer.alloc(24 * 1024 * 1024);
  const long: RequestListener = (_, response) => void response.end(answer);

  it('hold no more bytes together than they may: the connection goes that has not taken them for longest', async () => {
    const { seen, port, ask } = await serving({ unreadBytes: 40 * 1024 * 1024 }, long);
    const unread = await sending(port, get);
    await expect.poll(() => seen.heard).toBe(1);
    expect((await ask()).length).toBe(answer.length);
    unread.socket.resume();
    await unread.closed;
    expect(seen.givenUp).toEqual(['unread']);
  });

  it('keep their connection from being read any further', async () => {
    const { seen, port, ask } = await serving({ unreadBytes: 1e9 }, (request, response) =>
      request.method === 'GET' ? long(request, response) : ok(request, response),
    );
    const unread = await sending(port, get);
    await expect.poll(() => seen.heard).toBe(1);
    unread.socket.write(get);
    await ask({ method: 'POST' });
    expect(seen.parsed).toBe(2);
    unread.socket.resume();
    await expect.poll(() => seen.parsed).toBe(3);
    expect(seen.givenUp).toEqual([]);
  });
});

describe('a connection that asks for one thing after the other', () => {
  it('is served as often as it likes, with bodies of any length, up to a number of requests', async () => {
    const echo: RequestListener = (request, response) => void request.pipe(response);
    const { seen, ask } = await serving({ requests: 30 }, echo);
    for (let length = 1; length < 2 ** 20; length *= 2) {
      const body = 'abcdefghij'.repeat(length).slice(0, length);
      expect(await ask({ method: 'POST', body })).toBe(body);
    }
    for (let count = 0; count < 30; count += 1) await ask({ method: 'POST', body: 'x' });
    expect(seen.givenUp).toEqual([]);
  });

  it('is told to come again by another one after the last of these', async () => {
    const { port } = await serving({ requests: 2 });
    const { socket } = await sending(port, get + get);
    let said = '';
    for await (const chunk of socket) {
      said += chunk;
      if (said.split('ok').length > 2) break;
    }
    expect(said.match(/connection: [\w-]+/gi)).toEqual(['Connection: keep-alive', 'Connection: close']);
  });

  it('may end its side before it is answered', async () => {
    const { port } = await serving({});
    const { socket } = await sending(port, '');
    socket.end(get);
    let said = '';
    for await (const chunk of socket) said += chunk;
    expect(said).toMatch(/^HTTP\/1\.1 200 OK.*ok$/s);
  });
});

describe('the page of metrics', () => {
  it('is made once for all who ask for it at the same time', async () => {
    const gate = Promise.withResolvers<void>();
    let made = 0;
    const beforeMetrics = () => {
      made += 1;
      return gate.promise;
    };
    const options = { port: 0, host: '127.0.0.1', registry: new Registry(), unready: async () => [] };
    const server = await startHealth({ ...options, beforeMetrics });
    atEnd(server.close);
    const asked = Array.from({ length: 5 }, () => fetch(`http://127.0.0.1:${server.port}/metrics`));
    await expect.poll(() => made).toBeGreaterThan(0);
    await fetch(`http://127.0.0.1:${server.port}/healthz`);
    gate.resolve();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(made).toBe(1);
  });
});

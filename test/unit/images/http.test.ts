import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../src/platform/byte-budget.ts';
import { createHttpClient, createHttpGet } from '../../../src/platform/http.ts';

describe.each([
  ['kept connections', false],
  ['connections of their own', true],
])('the HTTP client on %s', (_name, alone) => {
  const client = createHttpClient();
  const given = { timeoutMs: 5000, once: alone };
  let server: Server;
  let origin: string;
  const connections = new Set<unknown>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      connections.add(request.socket);
      if (request.url === '/hangs') return;
      if (request.url === '/drips') {
        response.write('a');
        return;
      }
      if (request.url === '/big') response.end(Buffer.alloc(5000));
      else if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
      else response.writeHead(404, { 'X-Two': ['a', 'b'] }).end(`no ${request.headers['x-mine']}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });

  it('takes any status for an answer, and follows nothing', async () => {
    const reply = await client.get(`${origin}/x`, { ...given, headers: { 'x-mine': 'mine' } });
    expect(reply).toMatchObject({ kind: 'answer', status: 404, headers: { 'x-two': 'a, b' } });
    expect(reply.kind === 'answer' && reply.body.toString()).toBe('no mine');
    expect(await client.get(`${origin}/moved`, given)).toMatchObject({ status: 302 });
  });

  it.each(['/hangs', '/drips'])('gives up at the deadline: %s', async (path) => {
    expect(await client.get(`${origin}${path}`, { ...given, timeoutMs: 50 })).toEqual({
      kind: 'none',
      why: 'timeout',
      detail: `${new URL(origin).host} did not answer within 0.05 s`,
    });
  });

  it('does not read more than it was allowed to', async () => {
    expect(await client.get(`${origin}/big`, { ...given, maxBytes: 4999 })).toMatchObject({
      kind: 'none',
      why: 'too-large',
    });
    expect(await client.get(`${origin}/big`, { ...given, maxBytes: 5000 })).toMatchObject({ kind: 'answer' });
  });

  it('reads no further than there is room, and says so', async () => {
    const room = new ByteBudget({ total: 9000, each: 4999, small: { total: 0, each: 0 }, tooLong: 'too long' });
    const share = room.open();
    const tooLong = { kind: 'none', why: 'too-large', detail: 'too long' };
    expect(await client.get(`${origin}/big`, { ...given, share })).toEqual(tooLong);
    share.giveBack();
    const held = [room.open(), room.open()];
    for (const each of held) await each.take(4000, new AbortController().signal);
    expect(await client.get(`${origin}/x`, { ...given, share, timeoutMs: 100 })).toMatchObject({
      why: 'too-large',
      detail: expect.stringMatching(/no room for it in time/),
    });
    for (const each of held) each.giveBack();
    expect(await client.get(`${origin}/x`, { ...given, share })).toMatchObject({ kind: 'answer' });
  });

  it('says when nobody is there, without path and query', async () => {
    const reply = await client.get('http://127.0.0.1:1/path?token=geheim', given);
    expect(reply).toEqual({ kind: 'none', why: 'unreachable', detail: '127.0.0.1:1 cannot be reached (ECONNREFUSED)' });
    expect(await client.get('nonsense', given)).toMatchObject({ kind: 'none', why: 'unreachable' });
  });

  it('keeps its connections, or none of them', async () => {
    connections.clear();
    for (let at = 0; at < 20; at += 1) await client.get(`${origin}/`, given);
    if (alone) expect(connections.size).toBe(20);
    else expect(connections.size).toBeLessThan(5);
  });

  it('as the metric sources want it, throws where there is no answer', async () => {
    const get = createHttpGet(client);
    expect(await get(`${origin}/`, { timeoutMs: 5000, headers: { 'x-mine': '1' } })).toMatchObject({
      status: 404,
      body: 'no 1',
      headers: { 'x-two': 'a, b' },
    });
    await expect(get(`${origin}/hangs`, { ...given, timeoutMs: 50 })).rejects.toThrow('did not answer');
  });
});

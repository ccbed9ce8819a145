import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKube, type KubeClient } from '../../../sandbox/workloads/kube-client.ts';

interface Seen {
  method: string;
  url: string;
  type: string;
  agent: string;
  authorization: string;
  body: string;
}
/** A status and a body, or `cut`: the connection is broken off. */
type Step = [status: number, body: string] | 'cut';

let server: Server | undefined;
let kube: KubeClient | undefined;
afterEach(async () => {
  await kube?.close();
  server?.closeAllConnections();
  server?.close();
});

/** A server that plays the steps, the last of them for ever, and a client for it. */
async function given(...steps: [Step, ...Step[]]) {
  const seen: Seen[] = [];
  const script = [...steps];
  let last: Step = steps[0];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { authorization = '', 'content-type': type = '', 'user-agent': agent = '' } = request.headers;
    seen.push({ method: request.method ?? '', url: request.url ?? '', type, agent, authorization, body });
    last = script.shift() ?? last;
    if (last === 'cut') request.socket.destroy();
    else response.writeHead(last[0], { 'retry-after': '0' }).end(last[1]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: address } }],
    users: [{ name: 'u', user: { token: 'secret' } }],
  };
  const client = connectKube(JSON.stringify(config));
  kube = client;
  return { seen, client };
}

describe('the client of the simulated kubelet', () => {
  it('sends JSON with its token and its name, patches as merge patches', async () => {
    const { seen, client } = await given([200, '{"ok":true}']);
    expect(await client.patch('/api/v1/pods/a', { spec: { x: 1 } })).toEqual({ ok: true });
    expect(seen).toEqual([
      {
        method: 'PATCH',
        url: '/api/v1/pods/a',
        type: 'application/merge-patch+json',
        agent: 'sandbox-workloads',
        authorization: 'Bearer secret',
        body: '{"spec":{"x":1}}',
      },
    ]);
  });

  it('asks again when the server is busy, broken or gone, and gets its answer in the end', async () => {
    const { seen, client } = await given([429, ''], [503, ''], 'cut', [200, '{"ok":true}']);
    expect(await client.get('/api')).toEqual({ ok: true });
    expect(seen.length).toBe(4);
  });

  it('takes a refusal for an answer', async () => {
    const { seen, client } = await given([404, 'no such pod']);
    await expect(client.get('/api/v1/pods/a')).rejects.toMatchObject({ status: 404, name: 'KubeError' });
    expect(seen.length).toBe(1);
  });

  it('stops asking when it is closed', async () => {
    const { client } = await given([503, '']);
    const answer = expect(client.get('/api')).rejects.toThrow();
    await client.close();
    await answer;
  });

  it('reads a watch line by line', async () => {
    const { client } = await given([200, '{"type":"ADDED","object":{"n":"ä"}}\n\n{"type":"BOOKMARK","object":{}}\n']);
    const lines: unknown[] = [];
    for await (const line of client.watch('/api/v1/pods?watch=true', AbortSignal.timeout(10_000))) lines.push(line);
    expect(lines).toEqual([
      { type: 'ADDED', object: { n: 'ä' } },
      { type: 'BOOKMARK', object: {} },
    ]);
  });
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { silentLog } from '../../../src/platform/log.ts';
import { type Envelope, SlackSocket, type SlackSocketDeps } from '../../../src/platform/slack/socket.ts';
import { socketAddress } from '../../../src/platform/slack/socket-address.ts';
import { closing } from '../../support/closing.ts';
import { keeping, seed, stage } from './fixture.ts';

const atEnd = closing();
const keep = keeping(atEnd);

type Answer = (payload: unknown) => void;

/** A socket on the sandbox's Slack; `pauses` are those before it asked for a new connection, which take no time here. */
async function connected(hear: SlackSocketDeps['hear']) {
  const { sandbox } = await keep(stage());
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  const socket = new SlackSocket({
    address: socketAddress(seed.appToken, sandbox.apiUrl),
    hear,
    log: silentLog,
    pause,
  });
  atEnd(() => socket.stop());
  await socket.start();
  await sandbox.waitForBots(1);
  return { sandbox, pauses, opens: () => sandbox.journal.filter(({ method }) => method === 'apps.connections.open') };
}

describe('when Slack asks for a new connection', () => {
  it.each(['refresh_requested', 'warning', 'cut'] as const)('(%s) there is one without a pause', async (how) => {
    const { sandbox, pauses, opens } = await connected((_, answer) => answer('here'));
    sandbox.faults.disconnectSockets(how);
    await sandbox.waitForBots(1);
    const aoi = sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({ text: 'here' });
    expect(pauses).toEqual([]);
    expect(opens()).toHaveLength(2);
  });

  it('what came over the old one is still answered', async () => {
    const heard = Promise.withResolvers<Answer>();
    const { sandbox } = await connected((_, answer) => heard.resolve(answer));
    const aoi = sandbox.as('U1');
    const asked = aoi.command('releases', '/deploy');
    const answer = await heard.promise;
    sandbox.faults.disconnectSockets('refresh_requested');
    await sandbox.waitForBots(1);
    answer('in time');
    expect(await asked).toMatchObject({ ok: true });
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({ text: 'in time' });
  });

  it('again and again, the pauses grow: no storm', async () => {
    const { sandbox, pauses } = await connected((_, answer) => answer('here'));
    for (let times = 0; times < 6; times += 1) {
      sandbox.faults.disconnectSockets('cut');
      await sandbox.waitForBots(1);
    }
    expect(pauses).toHaveLength(5);
    expect(pauses[0]).toBeLessThan(200);
    expect(pauses[4]).toBeGreaterThan(1000);
  });
});

describe('a connection that cannot be had', () => {
  it('for a token that Slack refuses is no start', async () => {
    const { sandbox } = await keep(stage());
    const address = socketAddress('xapp-another', sandbox.apiUrl);
    const socket = new SlackSocket({ address, hear: () => undefined, log: silentLog });
    await expect(socket.start()).rejects.toMatchObject({ code: 'invalid_auth' });
  });

  it('now is tried again, and had later', async () => {
    const { sandbox } = await keep(stage());
    const failing = sandbox.faults.serverError({ method: 'apps.connections.open', times: 3 });
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const address = socketAddress(seed.appToken, sandbox.apiUrl);
    const socket = new SlackSocket({ address, hear: () => undefined, log: silentLog, pause });
    atEnd(() => socket.stop());
    await socket.start();
    await sandbox.waitForBots(1);
    expect(failing.hits()).toBe(3);
    expect(pauses).toHaveLength(3);
  });
});

/** A Slack of which a test has each connection in hand. */
async function byHand() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  await once(server, 'listening');
  atEnd(() => {
    for (const client of server.clients) client.terminate();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const next = () => once(server, 'connection') as Promise<[WebSocket]>;
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, next };
}

describe('a wire', () => {
  it('that is being replaced is heard until the new one says hello, and never blocks it', async () => {
    const { url, next } = await byHand();
    const heard: Envelope[] = [];
    const told = Promise.withResolvers<void>();
    const socket = new SlackSocket({
      address: async () => url,
      hear(envelope, answer) {
        heard.push(envelope);
        answer('heard');
        told.resolve();
      },
      log: silentLog,
    });
    atEnd(() => socket.stop());
    const first = next();
    const started = socket.start();
    const [old] = await first;
    old.send('{"type":"hello"}');
    await started;
    const second = next();
    old.send('{"type":"disconnect","reason":"refresh_requested"}');
    await second;
    const answered = once(old, 'message');
    old.send('{"type":"slash_commands","envelope_id":"e1","payload":{"command":"/deploy"}}');
    await told.promise;
    expect(String((await answered)[0])).toBe('{"envelope_id":"e1","payload":{"text":"heard"}}');
    expect(heard).toMatchObject([{ body: { command: '/deploy' } }]);
  });

  it('that is slow stays; one on which nothing is heard for ten seconds is replaced', async () => {
    const { url, next } = await byHand();
    const socket = new SlackSocket({ address: async () => url, hear: () => undefined, log: silentLog });
    atEnd(() => socket.stop());
    const first = next();
    const started = socket.start();
    const [slow] = await first;
    slow.send('{"type":"hello"}');
    await started;
    const closed = once(slow, 'close');
    // The first pings are answered late, one for three; then the other side is silent.
    let pings = 0;
    slow.on('ping', () => {
      pings += 1;
      if (pings === 3) slow.pong();
    });
    const [again] = await next();
    again.send('{"type":"hello"}');
    await closed;
    expect(pings).toBeGreaterThan(5);
  }, 60_000);
});

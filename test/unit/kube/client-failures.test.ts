import { describe, expect, it } from 'vitest';
import { apiUnderTest, object, ref, send, status } from './api-server.ts';

const { api, start } = apiUnderTest();
const failing = (status: number, body: unknown, headers?: Record<string, string>) =>
  start((_, response) => send(response, status, body, headers));

describe('errors of the API server', () => {
  it.each([
    [401, 'forbidden', true],
    [403, 'forbidden', false],
    [409, 'conflict', true],
    [422, 'invalid', false],
    [429, 'throttled', true],
    [500, 'server', true],
    [503, 'server', true],
  ])('%d is %s', async (code, kind, retryable) => {
    const kube = await failing(code, status('Any', 'as the server says'));

    await expect(kube.get(ref)).rejects.toMatchObject({ name: 'KubeError', kind, status: code, retryable });
    await expect(kube.get(ref)).rejects.toThrow('get ConfigMap shop/web: as the server says');
  });

  it('end without a full stop, since others go on from them', async () => {
    const kube = await failing(429, status('TooManyRequests', 'too many requests, please try again later.'));

    await expect(kube.get(ref)).rejects.toThrow(/: too many requests, please try again later$/);
  });

  it('carry the wait that the server asked for', async () => {
    const kube = await failing(429, status('TooManyRequests', 'slow down'), { 'retry-after': '7' });

    await expect(kube.get(ref)).rejects.toMatchObject({ retryAfterMs: 7000 });
  });

  it('do not take the 404 of a proxy in between for the absence of the object', async () => {
    const kube = await failing(404, '<html>no such site</html>');

    await expect(kube.get(ref)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(kube.remove(ref)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('tell an answer that is no object', async () => {
    const kube = await failing(200, 'pong');
    await expect(kube.get(ref)).rejects.toMatchObject({ kind: 'server' });
  });
});

describe('a server that does not answer', () => {
  it('is unreachable after the deadline', async () => {
    const kube = await start(() => undefined, { timeoutMs: 40 });

    await expect(kube.get(ref)).rejects.toMatchObject({ kind: 'unreachable', retryable: true });
    await expect(kube.create({ ...ref, ...object('web') })).rejects.toThrow('no answer within 40 ms');
  });

  it('is unreachable where nothing listens', async () => {
    const kube = await start(() => undefined);
    await api().close();
    await expect(kube.get(ref)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('gets a read twice when it hangs up, and a write only once', async () => {
    let calls = 0;
    const kube = await start((_, response) => {
      calls += 1;
      if (calls === 1) response.socket?.destroy();
      else if (calls === 2) send(response, 200, object('web'));
      else response.socket?.destroy();
    });

    expect((await kube.get(ref))?.metadata.name).toBe('web');
    await expect(kube.create({ ...ref, ...object('web') })).rejects.toMatchObject({ kind: 'unreachable' });
    expect(calls).toBe(3);
  });
});

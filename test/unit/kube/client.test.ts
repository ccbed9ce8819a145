import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../src/platform/byte-budget.ts';
import { apiUnderTest, object, ref, send, status } from './api-server.ts';

const { api, start } = apiUnderTest();

describe('requests', () => {
  it('share a few connections that are kept alive', async () => {
    const kube = await start((_, response) => send(response, 200, object('web')));
    await Promise.all(Array.from({ length: 100 }, () => kube.get(ref)));
    await Promise.all(Array.from({ length: 100 }, () => kube.get(ref)));

    expect(api().asked).toHaveLength(200);
    expect(api().connections()).toBeLessThanOrEqual(16);
  });

  it('say who writes, and in what form', async () => {
    const kube = await start((_, response) => send(response, 200, object('web')));
    const web = { ...ref, ...object('web') };
    await kube.create(web);
    await kube.replace({ ...web, metadata: { ...web.metadata, resourceVersion: '7' } });
    await kube.remove(ref, { uid: 'u-1', propagation: 'Background' });

    const [create, replace, remove] = api().asked;
    for (const write of [create, replace]) {
      expect(write?.headers['content-type']).toBe('application/json');
      expect(Object.fromEntries(write?.query ?? [])).toEqual({ fieldManager: 'sluice' });
    }
    expect(replace?.body).toMatchObject({ metadata: { resourceVersion: '7' } });
    await kube.dryRun('create', web);
    expect(Object.fromEntries(api().asked.at(-1)?.query ?? [])).toEqual({
      fieldManager: 'sluice',
      dryRun: 'All',
      fieldValidation: 'Strict',
    });
    expect(remove?.body).toMatchObject({ propagationPolicy: 'Background', preconditions: { uid: 'u-1' } });
  });

  it('use a new token soon, and at once after a 401', async () => {
    let now = 0;
    const clock = { now: () => now, sleep: async () => undefined };
    const kube = await start(
      ({ headers }, response) => {
        if (headers.authorization === 'Bearer old') send(response, 401, status('Unauthorized', 'Unauthorized'));
        else send(response, 200, object('web'));
      },
      { clock },
    );
    const user = api().config.users[0] as { token?: string };
    await kube.get(ref);
    Object.assign(user, { token: 'second' });
    now += 6000;
    await kube.get(ref);
    expect(api().asked.map((each) => each.headers.authorization)).toEqual(['Bearer first', 'Bearer second']);

    Object.assign(user, { token: 'old' });
    now += 6000;
    await expect(kube.get(ref)).rejects.toMatchObject({ kind: 'forbidden' });
    Object.assign(user, { token: 'third' });
    await kube.get(ref);
    expect(api().asked.at(-1)?.headers.authorization).toBe('Bearer third');
  });

  it.each(['..', 'a/b', 'a?b', 'a#b', '', '%2e%2e', '.'])('never leave their path for the name "%s"', async (name) => {
    const kube = await start((_, response) => send(response, 200, object('web')));

    await expect(kube.get({ ...ref, name })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(kube.get({ ...ref, namespace: name })).rejects.toMatchObject({ kind: 'invalid' });
    expect(api().asked).toEqual([]);
  });

  it('read long lists page by page, and all at once where the list grew too old', async () => {
    let expired = false;
    const kube = await start(({ query }, response) => {
      if (query.get('continue') && expired) return send(response, 410, status('Expired', 'too old'));
      if (query.get('continue'))
        return send(response, 200, { metadata: { resourceVersion: '9' }, items: [object('b')] });
      const more = query.get('limit') ? { continue: 'more' } : {};
      const items = query.get('limit') ? [object('a')] : [object('a'), object('b')];
      return send(response, 200, { metadata: { resourceVersion: '9', ...more }, items });
    });
    const names = async () => (await kube.list(ref, 'shop', 'a=b')).map((each) => `${each.kind} ${each.metadata.name}`);

    expect(await names()).toEqual(['ConfigMap a', 'ConfigMap b']);
    expired = true;
    expect(await names()).toEqual(['ConfigMap a', 'ConfigMap b']);
    expect(new Set(api().asked.map((each) => each.query.get('labelSelector')))).toEqual(new Set(['a=b']));
  });
});

describe('pods by way of the API server', () => {
  it('answer whatever they answer', async () => {
    const kube = await start((_, response) => send(response, 503, 'busy', { 'x-kind': 'own' }));
    const answer = await kube.podGet('shop', 'web-1', 8080, '/metrics?name=a%20b', {
      headers: { accept: 'text/plain' },
    });

    expect(answer).toMatchObject({ status: 503, body: 'busy', headers: { 'x-kind': 'own' } });
    expect(api().asked[0]).toMatchObject({ path: '/api/v1/namespaces/shop/pods/web-1:8080/proxy/metrics' });
    expect(api().asked[0]?.query.get('name')).toBe('a b');
    expect(api().asked[0]?.headers.accept).toBe('text/plain');
  });

  it.each(['/../../../secrets', '/a/%2e%2e/%2e%2e/b', 'metrics', '/a#b'])('cannot be left by "%s"', async (path) => {
    const kube = await start((_, response) => send(response, 200, 'ok'));

    await expect(kube.podGet('shop', 'web-1', 8080, path)).rejects.toMatchObject({ kind: 'invalid' });
    expect(api().asked).toEqual([]);
  });

  it('that hang do not keep other calls waiting', async () => {
    const kube = await start(({ path }, response) => {
      if (!path.includes('/pods/')) send(response, 200, object('web'));
    });
    const hanging = Array.from({ length: 40 }, () => kube.podGet('shop', 'web-1', 8080, '/').catch(() => 'gave up'));

    expect((await kube.get(ref))?.metadata.name).toBe('web');
    await api().kube.close();
    expect(await Promise.all(hanging)).toEqual(hanging.map(() => 'gave up'));
  });

  it('cannot fill the memory', async () => {
    const kube = await start((_, response) => send(response, 200, 'x'.repeat(17 * 1024 * 1024)));
    await expect(kube.podGet('shop', 'web-1', 8080, '/')).rejects.toThrow(/longer than/);
    await expect(kube.podGet('shop', 'web-1', 8080, '/', { maxBytes: 1000 })).rejects.toThrow(/longer than 1000 bytes/);
  });

  it('are read no further than there is room for them', async () => {
    const kube = await start(({ path }, response) =>
      send(response, 200, 'x'.repeat(path.endsWith('/long') ? 500_000 : 1000)),
    );
    const room = new ByteBudget({ total: 800_000, each: 400_000, small: { total: 0, each: 0 }, tooLong: 'too long' });
    const share = room.open();
    await expect(kube.podGet('shop', 'web-1', 8080, '/long', { share })).rejects.toThrow('too long');
    share.giveBack();
    const held = [room.open(), room.open()];
    for (const each of held) await each.take(400_000, new AbortController().signal);
    const waiting = kube.podGet('shop', 'web-1', 8080, '/short', { share, timeoutMs: 300 });
    await expect(waiting).rejects.toThrow(/no room for it in time/);
  });
});

import { describe, expect, it } from 'vitest';
import type { CredentialStore } from '../../../src/providers/images/docker-config.ts';
import { type Asked, digest, reply, repository, told, world } from './scripted.ts';

const robot: CredentialStore = async () => ({ kind: 'found', credentials: { user: 'robot', password: 'hunter22' } });
const realm = 'https://registry.example/token';

/** A registry that sells tokens by this answer, and takes `t1`. */
function selling(answer: unknown, challenge = `Bearer realm="${realm}",service="s"`) {
  return ({ url, headers, method }: Asked) => {
    if (new URL(url).pathname === '/token') return reply(200, answer, { 'content-type': 'text/plain' });
    if (headers['authorization'] !== 'Bearer t1') return reply(401, '', { 'www-authenticate': challenge });
    return method === 'HEAD' ? reply(200, '', told) : reply(404);
  };
}

describe("a token service's answer", () => {
  it.each<[string, unknown]>([
    ["Harbor's, with an empty access_token", { token: 't1', access_token: '', expires_in: 1800, issued_at: 'x' }],
    ['with an access_token of null', { token: 't1', access_token: null }],
    ['with an empty token', { token: '', access_token: 't1' }],
    ['with a token of null', { token: null, access_token: 't1' }],
    ['with a token of another type', { token: 5, access_token: 't1' }],
    ['that expires in 0', { token: 't1', expires_in: 0 }],
    ['that expires in null', { token: 't1', expires_in: null }],
    ['that expires in "300"', { token: 't1', expires_in: '300' }],
    ['that expires in "soon"', { token: 't1', expires_in: 'soon' }],
    ['that expires in -1', { token: 't1', expires_in: -1 }],
    ['that expires after all else', { token: 't1', expires_in: 1e308 }],
    ['with a mark of its byte order', `\uFEFF${JSON.stringify({ token: 't1' })}`],
  ])('%s is taken', async (_what, answer) => {
    const { source } = world(selling(answer), robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found', image: { digest } });
  });

  it.each([{}, { token: '', access_token: '' }, { token: 'a\nb' }, [], 'null', '<html>', ''])(
    'that has no token is refused in words: %j',
    async (answer) => {
      const { source } = world(selling(answer), robot);
      expect(await source.resolve(repository, '1.0.0')).toEqual({
        kind: 'failed',
        detail: 'registry.example answered with something else than a token',
      });
    },
  );

  it('of 503 is waited for, as told', async () => {
    let nth = 0;
    const sells = selling({ token: 't1' });
    const { source, clock } = world((asked) => {
      if (new URL(asked.url).pathname !== '/token') return sells(asked);
      nth += 1;
      return nth === 1 ? reply(503, '', { 'retry-after': '2' }) : sells(asked);
    }, robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    expect(clock.slept).toEqual([2000]);
  });

  it.each<[string, string]>([
    ['in lower case', `bearer realm="${realm}"`],
    ['without quotes', `Bearer realm=${realm},service=s`],
    ['beside others', `Negotiate, Basic realm="x", Bearer realm="${realm}",error="insufficient_scope"`],
    ['with a path alone', 'Bearer realm="/token"'],
    ['by plain HTTP, where TLS ends in front of it', 'Bearer realm="http://registry.example/token"'],
    ['with a query', `Bearer realm="${realm}?account=1"`],
  ])('is found where the challenge names it %s', async (_what, challenge) => {
    const { source, http } = world(selling({ token: 't1' }, challenge), robot);
    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    for (const { url } of http.asked) expect(url).toMatch(/^https:\/\/registry\.example\//);
  });

  it.each(['https://169.254.169.254/token', 'https://localhost/token', 'https://[::1]/token', 'https://127.1/token'])(
    'is not asked for at %s',
    async (address) => {
      const { source, http } = world(selling({ token: 't1' }, `Bearer realm="${address}"`), robot);
      expect(await source.resolve(repository, '1.0.0')).toMatchObject({ detail: expect.stringContaining('not safe') });
      expect(http.asked).toHaveLength(1);
    },
  );

  it('is bought with an identity token by POST, and not at all with a token for the registry', async () => {
    const identity = world(selling({ access_token: 't1' }), async () => ({ kind: 'identity', token: 'id' }));
    expect(await identity.source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    expect(identity.http.asked.find(({ url }) => url === realm)).toMatchObject({ method: 'POST' });

    const bearer = world(selling({}), async () => ({ kind: 'bearer', token: 't1' }));
    expect(await bearer.source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
  });
});

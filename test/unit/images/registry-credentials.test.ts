import { describe, expect, it } from 'vitest';
import type { CredentialStore } from '../../../src/providers/images/docker-config.ts';
import { reply, repository, told, world } from './scripted.ts';

const robot: CredentialStore = async () => ({ kind: 'found', credentials: { user: 'robot', password: 'hunter22' } });

const hostsOf = (asked: readonly { url: string }[]) => [...new Set(asked.map(({ url }) => new URL(url).origin))];

describe('credentials', () => {
  const wantsToken = (realm: string) => reply(401, '', { 'www-authenticate': `Bearer realm="${realm}",service="s"` });

  it('buy a token once for many questions', async () => {
    const { http, source } = world(({ url, headers, method }) => {
      if (url.startsWith('https://auth.example/')) return reply(200, { access_token: 't1', expires_in: 300 });
      if (headers['authorization'] !== 'Bearer t1') return wantsToken('https://auth.example/token');
      return method === 'HEAD' ? reply(200, '', told) : reply(404);
    }, robot);

    await source.resolve(repository, '1.0.0');
    await source.resolve(repository, '1.0.1');

    const tokens = http.asked.filter(({ url }) => url.startsWith('https://auth.example/'));
    expect(tokens).toHaveLength(1);
    expect(new URL(tokens[0]?.url ?? '').searchParams.get('scope')).toBe('repository:app:pull');
    expect(tokens[0]?.headers).toEqual({ authorization: `Basic ${Buffer.from('robot:hunter22').toString('base64')}` });
  });

  it('buy a new token when the old one has expired', async () => {
    const { http, clock, source } = world(({ url, headers, method }) => {
      if (url.startsWith('https://auth.example/')) return reply(200, { token: 't1', expires_in: 60 });
      if (headers['authorization'] === undefined) return wantsToken('https://auth.example/token');
      return method === 'HEAD' ? reply(200, '', told) : reply(404);
    }, robot);

    await source.resolve(repository, '1.0.0');
    await clock.sleep(56_000);
    await source.resolve(repository, '1.0.1');

    expect(http.asked.filter(({ url }) => url.startsWith('https://auth.example/'))).toHaveLength(2);
  });

  it.each(['http://auth.example/token', 'file:///etc/passwd', 'nonsense'])(
    'are not sent to the token service %s',
    async (realm) => {
      const { http, source } = world(() => wantsToken(realm), robot);

      expect(await source.resolve(repository, '1.0.0')).toEqual({
        kind: 'failed',
        detail: 'registry.example names a token service that is not safe to use',
      });
      expect(hostsOf(http.asked)).toEqual(['https://registry.example']);
    },
  );

  it('are not sent on by a redirect, which may not lead from https to http', async () => {
    const redirecting = (to: string) =>
      world(({ url, headers }) => {
        if (headers['authorization'] === undefined && url.startsWith('https://registry.example')) {
          return reply(401, '', { 'www-authenticate': 'Basic realm="r"' });
        }
        return url.startsWith('https://registry.example') ? reply(307, '', { location: to }) : reply(200, '', told);
      }, robot);

    const good = redirecting('https://storage.example/x');
    expect(await good.source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    const elsewhere = good.http.asked.filter(({ url }) => url.startsWith('https://storage.example/'));
    expect(elsewhere.length).toBeGreaterThan(0);
    for (const { headers } of elsewhere) expect(headers).not.toHaveProperty('authorization');

    const bad = redirecting('http://storage.example/x');
    expect(await bad.source.resolve(repository, '1.0.0')).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('redirects'),
    });
    expect(hostsOf(bad.http.asked)).toEqual(['https://registry.example']);
  });

  it('ask for each scope by itself, and for the usual one where the challenge names none', async () => {
    const scopesFor = async (said: string) => {
      const { http, source } = world(({ url }) => {
        if (url.startsWith('https://auth.example/')) return reply(200, { token: 't' });
        return reply(401, '', { 'www-authenticate': `Bearer realm="https://auth.example/token",scope="${said}"` });
      }, robot);
      await source.resolve(repository, '1.0.0');
      const [token] = http.asked.filter(({ url }) => url.startsWith('https://auth.example/'));
      return new URL(token?.url ?? '').searchParams.getAll('scope');
    };
    expect(await scopesFor('repository:app:pull repository:base:pull')).toEqual([
      'repository:app:pull',
      'repository:base:pull',
    ]);
    expect(await scopesFor('')).toEqual(['repository:app:pull']);
    expect(await scopesFor('*')).toEqual(['*']);
  });

  it.each([404, 403])(
    'are shown to a registry that denies all to others (HTTP %i), as its base wants them',
    async (status) => {
      const { http, source } = world(({ url, headers, method }) => {
        if (headers['authorization']?.startsWith('Basic '))
          return method === 'HEAD' ? reply(200, '', told) : reply(404);
        return url.endsWith('/v2/') ? reply(200, {}) : reply(status);
      }, robot);
      expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
      expect(hostsOf(http.asked)).toEqual(['https://registry.example']);
    },
  );

  it('that a registry does not take harm nothing that it shows to anybody', async () => {
    const { source } = world(({ url, headers }) => {
      if (headers['authorization'] !== undefined) return reply(401, '', { 'www-authenticate': 'Basic' });
      return url.includes('/tags/list') ? reply(200, { tags: ['1.0.0'] }) : reply(404);
    }, robot);
    for (let nth = 0; nth < 2; nth += 1) {
      expect(await source.resolve(repository, '1.0.1')).toMatchObject({ kind: 'unknown', nearest: ['1.0.0'] });
    }
  });

  it('that only a helper program has are told as such', async () => {
    const helper: CredentialStore = async () => ({
      kind: 'unusable',
      detail: 'names the helper docker-credential-ecr-login',
    });
    const { source } = world(() => reply(401, '', { 'www-authenticate': 'Basic realm="r"' }), helper);

    expect(await source.resolve(repository, '1.0.0')).toEqual({
      kind: 'failed',
      detail: 'names the helper docker-credential-ecr-login',
    });
  });
});

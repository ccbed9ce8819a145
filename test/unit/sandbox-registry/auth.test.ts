import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, registry } from './open-registry.ts';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

afterEach(closeAll);

describe('authentication', () => {
  const users = { robot: 'open:sesame' };

  it('by name and password lets in who knows the password', async () => {
    const { url } = await registry({ kind: 'basic', users });
    const refused = await fetch(`${url}/v2/`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="sandbox-registry"');
    const wrong = await fetch(`${url}/v2/`, { headers: { authorization: basic('robot', 'open') } });
    expect(wrong.status).toBe(401);
    const inherited = await fetch(`${url}/v2/`, { headers: { authorization: basic('constructor', 'x') } });
    expect(inherited.status).toBe(401);
    const right = await fetch(`${url}/v2/`, { headers: { authorization: basic('robot', 'open:sesame') } });
    expect(right.status).toBe(200);
  });

  it('by token follows the challenge: realm, service and scope', async () => {
    const { url } = await registry({ kind: 'bearer', users });
    const list = `${url}/v2/shop/checkout/tags/list`;
    const challenge = (await fetch(list)).headers.get('www-authenticate') ?? '';
    const { realm, service, scope } = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    expect(scope).toBe('repository:shop/checkout:pull');
    const ask = `${realm}?service=${service}&scope=${encodeURIComponent(scope ?? '')}`;
    expect((await fetch(ask)).status).toBe(401);
    const { token } = (await (
      await fetch(ask, { headers: { authorization: basic('robot', 'open:sesame') } })
    ).json()) as { token: string };
    expect((await fetch(list, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('by token does not stretch a token to another repository', async () => {
    const { url } = await registry({ kind: 'bearer', users, anonymousPull: true });
    const { token } = (await (await fetch(`${url}/token?scope=repository:shop/other:pull`)).json()) as {
      token: string;
    };
    const answer = await fetch(`${url}/v2/shop/checkout/tags/list`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });
});

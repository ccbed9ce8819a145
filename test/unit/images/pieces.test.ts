import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenge } from '../../../src/providers/images/challenge.ts';
import { newestFirst } from '../../../src/providers/images/order.ts';
import { parseRepository } from '../../../src/providers/images/reference.ts';
import { retryAfterMs } from '../../../src/providers/images/registry-client.ts';

describe('newest first', () => {
  it('plain numbers, then dates, then what has no order; signatures are no versions', () => {
    const tags = [
      'latest',
      '1.10.0',
      'v1.9.0',
      '1.10.0-rc.2',
      '1.10.0-rc.10',
      '2026-1',
      '2026-11',
      '2026-2',
      `sha256-${'a'.repeat(64)}.sig`,
    ];
    expect(newestFirst(tags)).toEqual([
      '1.10.0',
      '1.10.0-rc.10',
      '1.10.0-rc.2',
      'v1.9.0',
      '2026-11',
      '2026-2',
      '2026-1',
      'latest',
    ]);
  });

  it('takes digits among the ids of commits for one of them', () => {
    const counts = ['123456789', '987654321'];
    expect(newestFirst([...counts, '1.0.0'])).toEqual(['1.0.0', '987654321', '123456789']);
    expect(newestFirst([...counts, 'main-9f3c1ab45', 'latest'])).toEqual([
      'main-9f3c1ab45',
      'latest',
      '987654321',
      '123456789',
    ]);
  });

  it('does not depend on the order of the registry', () => {
    const version = fc.oneof(
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.')),
      fc.stringMatching(/^[a-z0-9]{1,4}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(version), (tags) => {
        expect(newestFirst(tags.toReversed())).toEqual(newestFirst(tags));
        expect(newestFirst(tags).toSorted()).toEqual(tags.toSorted());
        expect(newestFirst(tags, 2)).toEqual(newestFirst(tags).slice(0, 2));
      }),
    );
  });
});

it.each([
  ['nginx', 'https://registry-1.docker.io', 'library/nginx'],
  ['grafana/grafana', 'https://registry-1.docker.io', 'grafana/grafana'],
  ['docker.io/nginx', 'https://registry-1.docker.io', 'library/nginx'],
  ['ghcr.io/org/app', 'https://ghcr.io', 'org/app'],
  ['registry:5000/app', 'https://registry:5000', 'app'],
  ['localhost/app', 'http://localhost', 'app'],
  ['127.0.0.1:5000/a/b', 'http://127.0.0.1:5000', 'a/b'],
  ['127.0.0.1.evil.example/a', 'https://127.0.0.1.evil.example', 'a'],
])('%s lives at %s as %s', (repository, origin, path) => {
  expect(parseRepository(repository, false)).toMatchObject({ origin, path });
});

it('insecure means plain HTTP', () => {
  expect(parseRepository('registry.lan/app', true).origin).toBe('http://registry.lan');
});

describe('a challenge', () => {
  it('for a token is read with commas and quotes in it', () => {
    expect(
      parseChallenge('Bearer realm="https://a.example/t?x=1,2",service="a \\"b\\"", scope="repository:x:pull,push"'),
    ).toEqual({
      scheme: 'bearer',
      realm: 'https://a.example/t?x=1,2',
      service: 'a "b"',
      scope: 'repository:x:pull,push',
    });
  });

  it('of several, the token is chosen', () => {
    expect(parseChallenge('Basic realm="x", Bearer realm="https://a.example"')).toMatchObject({
      scheme: 'bearer',
      service: null,
    });
    expect(parseChallenge('basic Realm=x')).toEqual({ scheme: 'basic' });
    expect(parseChallenge('Negotiate')).toEqual({ scheme: 'other', name: 'negotiate' });
    expect(parseChallenge('Bearer service="no-realm"')).toEqual({ scheme: 'other', name: 'bearer' });
    expect(parseChallenge(undefined)).toBeNull();
  });

  it('never takes long or throws, whatever it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (header) => void parseChallenge(header)));
    expect(parseChallenge(`Bearer realm="${'\\'.repeat(100_000)}`)).not.toBeUndefined();
  });
});

it('Retry-After is seconds or a date, and never in the past', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  expect(
    ['3', '0', '-5', 'Fri, 20 Nov 2026 10:00:09 GMT', 'Fri, 20 Nov 2026 09:00:00 GMT', 'soon', '', undefined].map(
      (each) => retryAfterMs(each, now),
    ),
  ).toEqual([3000, 0, 0, 9000, 0, null, null, null]);
});

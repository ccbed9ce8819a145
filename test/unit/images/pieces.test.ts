import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseChallenge } from '../../../src/providers/images/challenge.ts';
import { dockerCredentials } from '../../../src/providers/images/docker-config.ts';
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

describe('a Docker configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-docker-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function config(value: unknown) {
    const path = join(folder, 'config.json');
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
    return dockerCredentials(path);
  }
  const auth = Buffer.from('robot:pa:ss').toString('base64');

  it('has credentials by host, also where it was written as an address', async () => {
    const store = await config({
      auths: { 'ghcr.io': { auth }, 'https://registry.example/v2/': { username: 'a', password: 'b' } },
    });

    expect(await store(['ghcr.io'])).toEqual({ kind: 'found', credentials: { user: 'robot', password: 'pa:ss' } });
    expect(await store(['registry.example'])).toMatchObject({ credentials: { user: 'a', password: 'b' } });
    expect(await store(['evil-ghcr.io'])).toEqual({ kind: 'anonymous' });
  });

  it('has those of Docker Hub under its old address', async () => {
    const store = await config({ auths: { 'https://index.docker.io/v1/': { auth } } });

    expect(await store(parseRepository('nginx', false).credentialKeys)).toMatchObject({ kind: 'found' });
  });

  it('that names a helper program says that it is not run', async () => {
    const own = await config({ credHelpers: { 'ecr.example': 'ecr-login' } });
    expect(await own(['ecr.example'])).toMatchObject({
      kind: 'unusable',
      detail: expect.stringContaining('docker-credential-ecr-login'),
    });
    expect(await own(['other.example'])).toEqual({ kind: 'anonymous' });

    const general = await config({ auths: { 'ghcr.io': {} }, credsStore: 'desktop' });
    expect(await general(['ghcr.io'])).toMatchObject({
      kind: 'unusable',
      detail: expect.stringContaining('docker-credential-desktop'),
    });
  });

  it('has those of the longest path that fits, as containers-auth.json(5) says', async () => {
    const entry = (user: string) => ({ username: user, password: `p${user}` });
    const store = await config({
      auths: {
        'registry.example/team-a': entry('a'),
        'registry.example/team-b': entry('b'),
        'registry.example/team-b/app/deep': entry('deep'),
        'https://REGISTRY.example:443/': entry('all'),
        '*.pull.example': entry('glob'),
        'eu.pull.example': entry('eu'),
        'registry.example:5000/team-b': entry('port'),
        'docker.io/shop': entry('shop'),
        'https://index.docker.io/v1/': entry('hub'),
      },
    });
    const userOf = async (repository: string) => {
      const found = await store(parseRepository(repository, false).credentialKeys);
      return found.kind === 'found' ? found.credentials.user : found.kind;
    };
    const wanted = {
      'registry.example/team-a/app': 'a',
      'registry.example/team-b/app': 'b',
      'registry.example/team-b': 'b',
      'registry.example/team-b/app/deep/er': 'deep',
      'registry.example/team-bee/app': 'all',
      'registry.example/other': 'all',
      'registry.example:443/team-b/app': 'b',
      'registry.example:5000/team-b/app': 'port',
      'registry.example:5000/other': 'anonymous',
      'us.pull.example/app': 'glob',
      'eu.pull.example/app': 'eu',
      'a.b.pull.example/app': 'anonymous',
      'pull.example/app': 'anonymous',
      'shop/app': 'shop',
      'index.docker.io/shop/app': 'shop',
      nginx: 'hub',
    };
    const found = await Promise.all(Object.keys(wanted).map(async (each) => [each, await userOf(each)]));
    expect(Object.fromEntries(found)).toEqual(wanted);
  });

  it('may have odd entries, which harm no other, and tokens', async () => {
    const store = await config({
      auths: {
        'a.example': null,
        'b.example': { auth: 5, username: null, email: [] },
        'c.example': { auth: `${auth}\n`, username: '', password: '' },
        'd.example': { auth, identitytoken: 'id' },
        'e.example': { registrytoken: 'rt', auth: '' },
      },
      credHelpers: null,
      plugins: { a: 1 },
    });
    const kinds = ['a', 'b', 'c', 'd', 'e'].map(async (each) => store([`${each}.example`]));
    expect(await Promise.all(kinds)).toEqual([
      { kind: 'anonymous' },
      { kind: 'anonymous' },
      { kind: 'found', credentials: { user: 'robot', password: 'pa:ss' } },
      { kind: 'identity', token: 'id' },
      { kind: 'bearer', token: 'rt' },
    ]);
  });

  it('names a helper for a path of its own', async () => {
    const store = await config({
      auths: { 'ecr.example': { auth } },
      credHelpers: { 'ecr.example/team': 'ecr-login' },
    });
    expect(await store(parseRepository('ecr.example/team/app', false).credentialKeys)).toMatchObject({
      kind: 'unusable',
    });
    expect(await store(parseRepository('ecr.example/app', false).credentialKeys)).toMatchObject({ kind: 'found' });
  });

  it('that changes is read anew', async () => {
    const store = await config({});
    expect(await store(['ghcr.io'])).toEqual({ kind: 'anonymous' });

    await config({ auths: { 'ghcr.io': { auth } } });

    expect(await store(['ghcr.io'])).toMatchObject({ kind: 'found' });
  });

  it('that is missing is no error, one that is broken is', async () => {
    expect(await dockerCredentials(join(folder, 'none.json'))(['ghcr.io'])).toEqual({ kind: 'anonymous' });
    expect(await (await config('{"auths": 5}'))(['ghcr.io'])).toMatchObject({ kind: 'unusable' });
    expect(await (await config('not json'))(['ghcr.io'])).toMatchObject({ kind: 'unusable' });
  });
});

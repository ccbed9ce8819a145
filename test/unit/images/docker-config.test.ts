import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerCredentials } from '../../../src/providers/images/docker-config.ts';
import { isImageOf, parseRepository } from '../../../src/providers/images/reference.ts';

describe('a Docker configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-docker-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function config(value: unknown) {
    const path = join(folder, 'config.json');
    await writeFile(path, typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));
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

  it('has those of a registry with and without its usual port', async () => {
    const store = await config({ auths: { 'ghcr.io:443': { auth } } });

    for (const repository of ['ghcr.io/shop/app', 'ghcr.io:443/shop/app'])
      expect(await store(parseRepository(repository, false).credentialKeys)).toMatchObject({ kind: 'found' });
    expect(isImageOf('ghcr.io:443/shop/app:1', 'ghcr.io/shop/app')).toBe(true);
    expect(isImageOf('ghcr.io:5000/shop/app:1', 'ghcr.io/shop/app')).toBe(false);
    expect(parseRepository('localhost:443/app', false).origin).toBe('http://localhost:443');
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

  it.each(['utf8', 'utf16le'] as const)('may begin with a mark of its byte order (%s)', async (encoding) => {
    const text = `\uFEFF${JSON.stringify({ auths: { 'ghcr.io': { auth } } })}`;
    const store = await config(Buffer.from(text, encoding));
    expect(await store(['ghcr.io'])).toMatchObject({ kind: 'found' });
  });

  it('may have the version of the API in its addresses, before a path', async () => {
    const store = await config({
      auths: {
        'https://registry.example/v2/team': { username: 'team', password: 'p' },
        'http://registry.example:5000/v1/': { username: 'port', password: 'p' },
        ' registry.example/v2/app ': { username: 'v2', password: 'p' },
      },
    });
    const userOf = async (repository: string) => store(parseRepository(repository, false).credentialKeys);
    expect(await userOf('registry.example/team/app')).toMatchObject({ credentials: { user: 'team' } });
    expect(await userOf('registry.example:5000/team')).toMatchObject({ credentials: { user: 'port' } });
    expect(await userOf('registry.example/v2/app')).toMatchObject({ credentials: { user: 'v2' } });
    expect(await userOf('registry.example/app')).toEqual({ kind: 'anonymous' });
  });

  it.each<[string, object]>([
    ['auth is not user:password in Base64', { auth: 'robot:hunter22' }],
    ['auth is not user:password in Base64', { auth: 'hunter22' }],
    ['auth is not user:password in Base64', { auth: Buffer.from('hunter22').toString('base64') }],
    ['auth is not user:password in Base64', { auth: Buffer.from(':hunter22').toString('base64') }],
    ['auth is not user:password in Base64', { auth: Buffer.from('r\u0001:hunter22').toString('base64') }],
    ['a username without a password', { username: 'robot' }],
  ])('says where it is broken, and shows no secret: %s of %j', async (what, entry) => {
    const store = await config({ auths: { 'registry.example/team': entry, 'registry.example': { auth } } });
    const path = join(folder, 'config.json');
    const detail = `${path} has no credentials that can be used under auths.registry.example/team: ${what}`;
    expect(await store(['registry.example/team', 'registry.example'])).toEqual({ kind: 'unusable', detail });
    expect(await store(['registry.example'])).toMatchObject({ kind: 'found' });
  });

  it('takes a name and a password where auth beside them is broken', async () => {
    const store = await config({ auths: { 'ghcr.io': { auth: '???', username: 'a', password: 'b' } } });
    expect(await store(['ghcr.io'])).toMatchObject({ credentials: { user: 'a' } });
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
    const detailOf = async (value: unknown) => {
      const found = await (await config(value))(['ghcr.io']);
      return found.kind === 'unusable' ? found.detail : found.kind;
    };
    expect(await detailOf('{"auths": 5}')).toMatch(
      /config\.json is not a Docker configuration: auths is not an object$/,
    );
    expect(await detailOf('[]')).toMatch(/: it is not an object$/);
    expect(await detailOf('{"auths": {"ghcr.io": {"auth": "c2VjcmV0"')).toMatch(/: it is not valid JSON$/);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CodeHost, type SandboxCommit, startGithub, startGitlab } from '../../../sandbox/source/index.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { createSources } from '../../../src/providers/source/index.ts';
import type { Source } from '../../../src/providers/source/source.ts';
import { configs } from './configs.ts';

const token = 's3cret';
const hash = (digit: string) => digit.repeat(40);

function commit(digit: string, message: string, files: string[] = ['src/a.ts']): SandboxCommit {
  const who = { name: 'Aoi Tanaka', email: 'aoi@shop.example', login: 'aoi', at: '2026-11-01T09:00:00Z' };
  return { sha: hash(digit), message, files, ...who };
}

const repositories = [
  {
    name: 'shop/checkout',
    commits: [
      commit('1', 'First'),
      commit('2', 'Second', ['db/migrations/0002.sql']),
      commit('3', 'Third', ['db/migrations/0003.sql', 'src/b.ts']),
    ],
    tags: { 'v2.3.0': hash('1'), 'v2.4.0': hash('2'), 'v2.4.1': hash('3') },
  },
];
const starts = { github: startGithub, gitlab: startGitlab };
const clock = { now: () => 0 };

const at = (version: string, commit: string | null = null) => ({ version, commit });
const span = { service: 'checkout', from: at('2.3.0'), to: at('2.4.1') };

describe.each(Object.values(configs))('the source $kind', (config) => {
  const http = createHttpClient();
  const { kind } = config;
  let host: CodeHost | null;
  let source: Source | null;

  const made = (settings: object, secret: string | undefined = token) =>
    createSources({ http, secret: () => secret, clock })({
      ...config,
      ...(host ? { url: host.url } : {}),
      ...settings,
    });

  beforeEach(async () => {
    host = kind === 'github' || kind === 'gitlab' ? await starts[kind]({ token, repositories }) : null;
    source = made({});
  });
  afterEach(() => host?.close());

  it('is none only where the settings say so', async () => {
    expect(source === null).toBe(kind === 'none');
    expect((await source?.check('checkout')) ?? null).toBeNull();
  });

  it('tells what is between two versions, the newest first, or where that can be read', async () => {
    const found = await source?.compare(span);
    if (host === null) {
      const url = 'https://git.example/checkout/compare/2.3.0...2.4.1';
      return expect(found).toEqual(source ? { kind: 'linked', url } : undefined);
    }
    expect(found).toMatchObject({
      kind: 'found',
      total: 2,
      commits: [
        { id: hash('3'), message: 'Third', by: { name: 'Aoi Tanaka', slack: null, email: 'aoi@shop.example' } },
        { id: hash('2'), message: 'Second' },
      ],
      migrations: ['db/migrations/0002.sql', 'db/migrations/0003.sql'],
      filesCut: false,
      url: expect.stringContaining('/shop/checkout/'),
    });
  });

  it.runIf(kind === 'github' || kind === 'gitlab')(
    'prefers the commit of an image to the tag of a version',
    async () => {
      const labelled = { ...span, from: at('2.3.0', hash('2')), to: at('nightly', hash('3')) };
      expect(await source?.compare(labelled)).toMatchObject({ total: 1, commits: [{ id: hash('3') }] });
    },
  );

  it.runIf(kind === 'github' || kind === 'gitlab')('knows authors by their e-mail address', async () => {
    const known = made({ people: { 'AOI@shop.example': 'U01AOI' } });
    expect(await known?.compare(span)).toMatchObject({ commits: [{ by: { slack: 'U01AOI' } }, {}] });
  });

  it.runIf(kind === 'github' || kind === 'gitlab')('asks once what it was asked a moment ago', async () => {
    await Promise.all([source?.compare(span), source?.compare(span)]);
    await source?.compare(span);
    expect(host?.asked).toHaveLength(1);
  });

  it.runIf(kind === 'github' || kind === 'gitlab').each([301, 403, 404, 429, 500])(
    'says in words, and without its token, why it does not know after the answer %i',
    async (status) => {
      host?.fail(status);
      const found = await source?.compare(span);
      expect(found).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/^Git(Hub|Lab) \w+ .+/) });
      expect(await source?.check('checkout')).toMatch(/^Git(Hub|Lab) \w+ .+/);
      expect(JSON.stringify(found)).not.toContain(token);
    },
  );

  it.runIf(kind === 'github' || kind === 'gitlab')(
    'says so where a version, the token or the service is not there',
    async () => {
      const gone = await source?.compare({ ...span, to: at('9.9.9') });
      expect(gone).toMatchObject({ kind: 'unknown', why: expect.stringContaining('not both v2.3.0 and v9.9.9') });
      expect(await made({ tag: 'x{version}' }, '')?.compare(span)).toMatchObject({
        why: expect.stringMatching(/^the environment variable \w+ with the token for \w+ is not set$/),
      });
      await host?.close();
      const silent = await made({ migrations: [] })?.compare(span);
      expect(silent).toMatchObject({ kind: 'unknown', why: expect.stringContaining('cannot be reached') });
    },
  );

  it.runIf(kind === 'github' || kind === 'gitlab')(
    'never asks outside its repository, whatever a version is called',
    async () => {
      await source?.compare({ ...span, to: at('../../../user?x#') });
      for (const path of host?.asked ?? []) expect(path).toMatch(/^\/(repos|api\/v4\/projects)\/shop\/checkout\//);
      expect(host?.asked).toHaveLength(1);
    },
  );
});

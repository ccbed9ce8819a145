import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpClient } from '../../../src/platform/http.ts';
import { createSources } from '../../../src/providers/source/index.ts';
import { sourceSchema } from '../../../src/providers/source/kinds/index.ts';

/** A service that answers everything with this body. */
function answering(settings: object, body: unknown) {
  const http: HttpClient = {
    get: async () => ({ kind: 'answer', status: 200, headers: {}, body: Buffer.from(JSON.stringify(body) ?? '') }),
    close: async () => undefined,
  };
  const source = createSources({ http, secret: () => 't', clock: { now: () => 0 } })({ ...settings } as never);
  const point = (version: string) => ({ version, commit: null });
  return source?.compare({ service: 'checkout', from: point('1'), to: point('2') });
}

const github = { kind: 'github', repository: 'shop/checkout' };
const gitlab = { kind: 'gitlab', repository: 'shop/checkout' };

const ofGithub = (message: string, sha = 'a') => ({ sha, commit: { message, author: { name: 'Aoi' } }, author: null });
const byGithub = (messages: string[], more: object = {}) =>
  answering(github, {
    total_commits: messages.length,
    behind_by: 0,
    commits: messages.map((each) => ofGithub(each)),
    ...more,
  });
const byGitlab = (messages: string[], more: object = {}) =>
  answering(gitlab, { commits: messages.map((message) => ({ id: 'a', title: message, message })), diffs: [], ...more });

describe('pull requests', () => {
  it('are those of merge commits and of squashed ones, each once', async () => {
    const messages = [
      'Merge pull request #7 from aoi/retry\n\nRetry payments',
      'Round totals (#9)',
      'Again (#9)',
      'Typo #3',
    ];
    expect(await byGithub(messages)).toMatchObject({
      pulls: [
        { name: '#9', title: 'Again', url: 'https://github.com/shop/checkout/pull/9' },
        { name: '#7', title: 'Retry payments' },
      ],
    });
  });

  it('are merge requests at GitLab', async () => {
    const merge = "Merge branch 'retry' into 'main'\n\nRetry payments\n\nSee merge request shop/checkout!7";
    expect(await byGitlab([merge, 'Round totals (!9)', 'See what !3 says'])).toMatchObject({
      pulls: [
        { name: '!9', title: 'Round totals', url: 'https://gitlab.com/shop/checkout/-/merge_requests/9' },
        { name: '!7', title: 'Retry payments' },
      ],
    });
  });
});

describe('what a service cannot say', () => {
  it('is told: more commits than it lists, more files, commits that only the older version has', async () => {
    const files = Array.from({ length: 300 }, (_, nth) => ({ filename: `f${nth}` }));
    expect(await byGithub(['One'], { total_commits: 400, behind_by: 3, files })).toMatchObject({
      total: 400,
      lacks: 3,
      filesCut: true,
    });
    expect(await byGitlab(['One'], { compare_timeout: true })).toMatchObject({ filesCut: true, lacks: null });
  });

  it('is unknown, whatever JSON it answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(github, gitlab), async (body, settings) => {
        expect(['unknown', 'found']).toContain((await answering(settings, body))?.kind);
      }),
    );
    expect(await answering(github, { commits: 'many' })).toMatchObject({
      why: expect.stringContaining('no comparison'),
    });
  });
});

it('a message of any kind is read, however long', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 200, unit: 'binary' }), async (message) => {
      expect(await byGithub([message])).toMatchObject({ kind: 'found', total: 1 });
      expect(await byGitlab([message])).toMatchObject({ kind: 'found', total: 1 });
    }),
  );
  expect(await byGithub(['x '.repeat(1_000_000)])).toMatchObject({ kind: 'found' });
});

describe('a link', () => {
  it('fills in what it knows, escaped, and says what it lacks', async () => {
    const compare = 'https://git.example/{service}/{from}..{to}';
    expect(await answering({ kind: 'link', compare }, null)).toEqual({
      kind: 'linked',
      url: 'https://git.example/checkout/1..2',
    });
    expect(await answering({ kind: 'link', compare: 'https://git.example/{fromCommit}' }, null)).toEqual({
      kind: 'unknown',
      why: 'the image of 1 does not say which commit it was built from',
    });
  });
});

describe('settings', () => {
  it.each([
    { kind: 'github', repository: 'checkout' },
    { kind: 'github', repository: '../user/x' },
    { kind: 'github', repository: 'a/../b' },
    { kind: 'github', repository: 'a/b', url: 'https://u:p@github.example' },
    { kind: 'github', repository: 'a/b', tag: 'v1' },
    { kind: 'gitlab', repository: 'a/b', migrations: ['/etc'] },
    { kind: 'gitlab', repository: 'a/b', people: { aoi: 'aoi' } },
    { kind: 'link', compare: 'https://{service}.example/' },
    { kind: 'link', compare: 'https://git.example/{secret}' },
  ])('%o are refused', (settings) => {
    expect(sourceSchema.safeParse(settings).success).toBe(false);
  });

  it.each([
    { kind: 'github', repository: 'acme/{service}' },
    { kind: 'gitlab', repository: 'group/sub/{service}-app', tag: '{service}/{version}' },
    { kind: 'link', compare: 'https://git.example/{service}/{from}...{to}' },
  ])('%o are taken', (settings) => {
    expect(sourceSchema.safeParse(settings).error).toBeUndefined();
  });
});

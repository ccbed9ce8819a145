import { describe, expect, it } from 'vitest';
import type { HttpReply } from '../../../src/platform/http.ts';
import { anonymous } from '../../../src/providers/images/docker-config.ts';
import { createImageSource, createImageSources } from '../../../src/providers/images/index.ts';
import {
  type Asked,
  digest,
  digestOf,
  patientClock,
  reply,
  repository,
  scripted,
  told,
  versionsOf,
  world,
} from './scripted.ts';

/** Only the question for the digest is of interest; the labels may stay unknown. */
function onHead(answer: (nth: number, asked: Asked) => HttpReply) {
  let nth = 0;
  return (asked: Asked) => {
    if (asked.method !== 'HEAD') return reply(404);
    nth += 1;
    return answer(nth, asked);
  };
}

describe('a registry that is busy', () => {
  it('is asked again when it said', async () => {
    const { clock, source } = world(
      onHead((nth) => (nth === 1 ? reply(429, '', { 'retry-after': '3' }) : reply(200, '', told))),
    );

    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found', image: { digest } });
    expect(clock.slept).toEqual([3000]);
  });

  it('and names a date, is asked again then', async () => {
    const date = new Date(1_700_000_002_000).toUTCString();
    const { clock, source } = world(
      onHead((nth) => (nth === 1 ? reply(429, '', { 'retry-after': date }) : reply(200, '', told))),
    );

    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found' });
    expect(clock.slept).toEqual([2000]);
  });

  it('for longer than a person waits, is told at once with the time', async () => {
    const { clock, source } = world(onHead(() => reply(429, '', { 'retry-after': '600' })));

    expect(await source.resolve(repository, '1.0.0')).toEqual({
      kind: 'failed',
      detail: 'registry.example is asked too often (HTTP 429); it wants to be asked again in 600 s',
    });
    expect(clock.slept).toEqual([]);
  });

  it('and fails, is asked some times more, not for ever', async () => {
    const { http, source } = world(onHead(() => reply(503)));

    expect(await source.resolve(repository, '1.0.0')).toEqual({
      kind: 'failed',
      detail: 'registry.example fails (HTTP 503)',
    });
    expect(http.asked).toHaveLength(4);
  });

  it('and does not answer at all, is told', async () => {
    const { source } = world(() => ({
      kind: 'none',
      why: 'timeout',
      detail: 'registry.example did not answer within 5 s',
    }));

    expect(await source.resolve(repository, '1.0.0')).toEqual({
      kind: 'failed',
      detail: 'registry.example did not answer within 5 s',
    });
    expect(await versionsOf(source, 5)).toEqual([]);
  });
});

describe('what a registry says is not believed without a look', () => {
  const config = {
    config: {
      Labels: { 'org.opencontainers.image.revision': '<!channel> x', 'org.opencontainers.image.created': 'soon' },
    },
  };
  const manifest = { config: { digest: digestOf(config) } };
  const found = (asked: Asked, given: unknown) =>
    asked.method === 'HEAD' ? reply(200, '', { 'docker-content-digest': digestOf(manifest) }) : reply(200, given);

  it('a label is a commit only where it looks like one, a time only where it is one', async () => {
    const { source } = world((asked) => found(asked, asked.url.includes('/blobs/') ? config : manifest));

    expect(await source.resolve(repository, '1.0.0')).toMatchObject({
      kind: 'found',
      image: { commit: null, builtAt: null },
    });
  });

  it('content that is not what its digest says is not used', async () => {
    const forged = { config: { Labels: { 'org.opencontainers.image.revision': 'abcdef0' } } };
    const { source } = world((asked) => found(asked, asked.url.includes('/blobs/') ? forged : manifest));

    expect(await source.resolve(repository, '1.0.0')).toMatchObject({ kind: 'found', image: { commit: null } });
  });

  it('another digest than the one that was asked for is refused', async () => {
    const { source } = world(onHead(() => reply(200, '', told)));
    const wanted = `sha256:${'b'.repeat(64)}`;

    expect(await source.resolve(repository, wanted)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('another image'),
    });
  });

  it('tags that are no tags, or pages that lead elsewhere or in a circle, end the list', async () => {
    const elsewhere = world(() => reply(200, { tags: ['1.0.0'] }, { link: '<https://evil.example/v2/x>; rel="next"' }));
    expect(await versionsOf(elsewhere.source, 5)).toEqual(['1.0.0']);
    expect(elsewhere.http.asked).toHaveLength(1);

    const circle = world((_, nth) => reply(200, { tags: [`1.0.${nth}`] }, { link: `<?page=${nth}>; rel="next"` }));
    expect(await versionsOf(circle.source, 100)).toHaveLength(50);

    const nonsense = world(() => reply(200, '<html>'));
    expect(await versionsOf(nonsense.source, 5)).toEqual([]);
    expect(await nonsense.source.resolve(repository, 'not a tag')).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('does not list tags'),
    });
  });
});

describe('the list of tags', () => {
  it('is asked for once for all who type in a form, and again some seconds later', async () => {
    const { http, clock, source } = world(() => reply(200, { tags: ['1.0.0'] }));

    await Promise.all([versionsOf(source, 5), versionsOf(source, 5)]);
    await versionsOf(source, 5);
    // The second asks whether that was all.
    expect(http.asked).toHaveLength(2);

    await clock.sleep(30_000);
    await versionsOf(source, 5);
    expect(http.asked).toHaveLength(4);
  });

  it('may be as long as a registry likes: the newest are at hand', async () => {
    const tags = Array.from({ length: 600_000 }, (_, at) => `1.${at % 1000}.${Math.floor(at / 1000)}`);
    const { source } = world(({ method }) => (method === 'HEAD' ? reply(404) : reply(200, { tags })));

    expect(await versionsOf(source, 3)).toEqual(['1.999.599', '1.999.598', '1.999.597']);
    expect(await source.resolve(repository, '1.999.5990')).toMatchObject({
      kind: 'unknown',
      nearest: expect.arrayContaining(['1.999.599']),
    });
  });

  it('that has no end in bytes is left, which is said', async () => {
    const tags = Array.from({ length: 60_000 }, (_, at) => `${'x'.repeat(100)}${at}`);
    const { source } = world((_, nth) => reply(200, { tags }, { link: `<?page=${nth}>; rel="next"` }));

    expect(await source.versions(repository, 1)).toEqual({
      versions: [`${'x'.repeat(100)}59999`],
      incomplete: 'registry.example lists more tags of app than Sluice reads (16 MiB)',
    });
  });

  it('has nothing in it that cannot be a tag', async () => {
    const tags = ['1.0.0', 'x'.repeat(4_000_000), '', 'a b', '../x', '1.1.0'];
    const { source } = world(() => reply(200, { tags }));

    expect(await versionsOf(source, 5)).toEqual(['1.1.0', '1.0.0']);
  });

  it('that failed is asked for again at once', async () => {
    const { source } = world((_, nth) => (nth === 1 ? reply(404) : reply(200, { tags: ['1.0.0'] })));

    expect(await versionsOf(source, 5)).toEqual([]);
    expect(await versionsOf(source, 5)).toEqual(['1.0.0']);
  });
});

describe('the family', () => {
  it('without a registry takes a well-formed version at its word', async () => {
    const source = createImageSource(
      { http: scripted(() => reply(500)), clock: patientClock(), credentials: anonymous },
      { kind: 'none' },
    );

    expect(await source.resolve(repository, '1.0.0')).toEqual({
      kind: 'found',
      image: { version: '1.0.0', image: `${repository}:1.0.0`, digest: null, commit: null, builtAt: null },
    });
    expect(await source.resolve(repository, digest)).toMatchObject({
      kind: 'found',
      image: { image: `${repository}@${digest}` },
    });
    expect(await source.resolve(repository, 'a b; rm -rf')).toEqual({ kind: 'unknown', nearest: [] });
    expect(await versionsOf(source, 5)).toEqual([]);
  });

  it('gives equal settings the same source, and refuses an unknown kind by name', () => {
    const sources = createImageSources({
      http: scripted(() => reply(500)),
      clock: patientClock(),
      credentials: anonymous,
    });

    expect(sources({ kind: 'oci', insecure: true })).toBe(sources({ insecure: true, kind: 'oci' }));
    expect(sources({ kind: 'oci' })).not.toBe(sources({ kind: 'oci', insecure: true }));
    expect(() => sources({ kind: 'ocy' })).toThrow(/'oci' \| 'none'/);
  });
});

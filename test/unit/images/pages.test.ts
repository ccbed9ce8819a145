import { describe, expect, it } from 'vitest';
import { type Asked, reply, repository, versionsOf, world } from './scripted.ts';

const query = (asked: Asked, name: string) => new URL(asked.url).searchParams.get(name);

/** Three pages, each with a link that the next one is found by. */
function paged(linkTo: (last: string) => string) {
  return world((asked) => {
    const page = Number(query(asked, 'last')?.slice(-1) ?? 0) + 1;
    const link: Record<string, string> = page < 3 ? { link: linkTo(`1.0.${page}`) } : {};
    return new URL(asked.url).pathname === '/v2/app/tags/list'
      ? reply(200, { tags: [`1.0.${page}`] }, link)
      : reply(400);
  });
}

describe('a link to the next page', () => {
  it.each<[string, (last: string) => string]>([
    ['relative', (last) => `<list?n=1000&last=${last}>; rel="next"`],
    ['from the top', (last) => `</v2/app/tags/list?n=1000&last=${last}>; rel="next"`],
    [
      'by http, where TLS ends in front',
      (last) => `<http://registry.example/v2/app/tags/list?n=1000&last=${last}>; rel="next"`,
    ],
    ['to a host inside', (last) => `<http://registry.svc:5000/v2/app/tags/list?last=${last}&n=1000>; rel="next"`],
    [
      'with a prefix',
      (last) => `<https://registry.example/repository/docker-proxy/v2/app/tags/list?n=1000&last=${last}>; rel="next"`,
    ],
    ['with another port', (last) => `<https://registry.example:8443/v2/app/tags/list?last=${last}>; rel="next"`],
    ['of the query alone', (last) => `<?last=${last}>; rel="next"`],
    ['without quotes', (last) => `<?last=${last}>;rel=next`],
    ['in other quotes', (last) => `<?last=${last}>; rel='next'`],
    ['with a quote that does not end', (last) => `<?last=${last}>; rel="next`],
    ['with nothing between two semicolons', (last) => `<?last=${last}>;; rel="next";`],
    ['that does not say what it is', (last) => `</v2/app/tags/list?last=${last}&n=1000>`],
    ['without its brackets', (last) => `/v2/app/tags/list?last=${last}&n=1000; rel="next"`],
    [
      'beside a title that looks like one',
      (last) => `<?last=8>; title="; rel=next"; rel=prev, <?last=${last}>; anchor="; rel=prev"; rel="next"`,
    ],
    [
      'among others',
      (last) =>
        `<?last=9>; rel="last", <?last=0>; rel=prev, <?last=${last}&a=1,2>; title="a, \\"b\\""; REL="next last"`,
    ],
  ])('%s is followed to the end, and nobody else is asked', async (_what, linkTo) => {
    const { source, http } = paged(linkTo);
    expect(await versionsOf(source, 9)).toEqual(['1.0.3', '1.0.2', '1.0.1']);
    for (const { url } of http.asked) expect(new URL(url).origin).toBe('https://registry.example');
  });

  it.each<[string, string, RegExp]>([
    ['leads in a circle', '<?n=1000>; rel="next"', /leads back to a page/],
    ['leads to no address', '<https://>; rel="next"', /does not follow/],
    ['leads to another host by its path alone', '<https://other.example/page/2>; rel="next"', /does not follow/],
    ['leads nowhere', '<>; rel="next"', /does not follow/],
    ['reads as no link', 'next page: 2', /does not follow/],
    ['says nothing of itself among others', '<?last=1>, <?last=2>; rel="last"', /does not follow/],
    [
      'comes after more than anybody reads',
      `<?a=1>; rel="${'x'.repeat(20_000)}", <?last=1>; rel="next"`,
      /does not follow/,
    ],
  ])('that %s leaves the list incomplete, which is said', async (_what, link, words) => {
    const { source } = world(({ method }) =>
      method === 'HEAD' ? reply(404) : reply(200, { tags: ['1.0.0'] }, { link }),
    );
    expect(await versionsOf(source, 9)).toEqual(['1.0.0']);
    expect(await source.resolve(repository, 'a b')).toEqual({
      kind: 'unknown',
      nearest: ['1.0.0'],
      incomplete: expect.stringMatching(words),
    });
  });

  it('that fails leaves the list incomplete, which is said', async () => {
    const { source } = world((asked) =>
      query(asked, 'last') === null ? reply(200, { tags: ['1.0.0'] }, { link: '<?last=1>; rel="next"' }) : reply(400),
    );
    expect(await source.resolve(repository, 'a b')).toMatchObject({
      kind: 'unknown',
      incomplete: 'registry.example does not list tags (HTTP 400)',
    });
  });

  it.each<[string, ReturnType<typeof reply>, RegExp]>([
    ['HTML', reply(200, '<html>Sign in</html>'), /something else than tags/],
    ['errors', reply(200, { errors: [{ code: 'UNKNOWN' }] }), /something else than tags/],
    ['half of a page', reply(200, '{"tags": ["1.0.1", '), /something else than tags/],
    ['a list of nothing known', reply(200, []), /something else than tags/],
    ['401', reply(401), /wants authentication/],
    ['403', reply(403), /does not let Sluice read/],
    ['404', reply(404), /has no repository/],
    ['429', reply(429, '', { 'retry-after': '60' }), /asked too often/],
    ['503', reply(503), /fails/],
  ])(
    'that leads to %s loses nothing of what was read, and the list says why it is incomplete',
    async (_, page, words) => {
      const { source } = world((asked) =>
        query(asked, 'last') === null ? reply(200, { tags: ['1.0.0'] }, { link: '<?last=1>; rel="next"' }) : page,
      );
      expect(await source.versions(repository, 9)).toEqual({
        versions: ['1.0.0'],
        incomplete: expect.stringMatching(words),
      });
    },
  );

  it('that leads past a page that cannot be read is followed', async () => {
    const { source } = world((asked) => {
      const last = query(asked, 'last');
      if (last === null) return reply(200, { tags: ['1.0.0'] }, { link: '<?last=1>; rel="next"' });
      if (last === '1') return reply(200, '<html>', { link: '<?last=2>; rel="next"' });
      return reply(200, { tags: ['1.0.2'] });
    });
    expect(await source.versions(repository, 9)).toMatchObject({
      versions: ['1.0.2', '1.0.0'],
      incomplete: expect.stringContaining('something else than tags'),
    });
  });

  it.each(['<?last=1>; rel="last"', '<?a=1>; rel=prev, <?b=2>; rel="first up"'])(
    'is not there where all links lead elsewhere: %s',
    async (link) => {
      const { source } = world(() => reply(200, { tags: ['1.0.0'] }, { link }));
      expect(await source.versions(repository, 9)).toEqual({ versions: ['1.0.0'], incomplete: null });
    },
  );

  it('that has no end is left after 50 pages, which is said', async () => {
    const { source } = world((_, nth) => reply(200, { tags: [`1.0.${nth}`] }, { link: `<?page=${nth}>; rel="next"` }));
    expect(await source.resolve(repository, 'a b')).toMatchObject({
      incomplete: expect.stringMatching(/more than 50 pages/),
    });
  });
});

describe('a page', () => {
  const thousand = Array.from({ length: 1000 }, (_, at) => `1.0.${at}`);

  it('that is full but has no link is followed by another, if there is one', async () => {
    const { source } = world((asked) => reply(200, { tags: query(asked, 'last') === null ? thousand : ['2.0.0'] }));
    expect(await versionsOf(source, 1)).toEqual(['2.0.0']);

    const deaf = world(() => reply(200, { tags: thousand }));
    expect(await versionsOf(deaf.source, 1)).toEqual(['1.0.999']);
    expect(deaf.http.asked).toHaveLength(2);
    expect(await deaf.source.resolve(repository, 'a b')).not.toHaveProperty('incomplete');
  });

  it.each([1, 50, 100, 999])('that a registry caps at %i without a link is followed to the end', async (cap) => {
    const all = Array.from({ length: cap * 3 }, (_, at) => `1.0.${at}`);
    const { source, http } = world((asked) => {
      const from = all.indexOf(query(asked, 'last') ?? '') + 1;
      return reply(200, { tags: all.slice(from, from + cap) });
    });
    expect(await source.versions(repository, 1)).toEqual({ versions: [`1.0.${cap * 3 - 1}`], incomplete: null });
    expect(http.asked).toHaveLength(4);
  });

  it.each<[string, ReturnType<typeof reply>, unknown]>([
    ['400', reply(400), null],
    ['404', reply(404), null],
    ['nothing', reply(200, { tags: null }), null],
    ['HTML', reply(200, '<html>'), null],
    ['some of the same', reply(200, { tags: ['1.0.1'] }), null],
    ['503', reply(503), expect.stringMatching(/fails/)],
    ['429', reply(429, '', { 'retry-after': '60' }), expect.stringMatching(/asked too often/)],
  ])('without a link is the last where %s is said to another question', async (_, answer, incomplete) => {
    const { source } = world((asked) =>
      query(asked, 'last') === null ? reply(200, { tags: ['1.0.0', '1.0.1'] }) : answer,
    );
    expect(await source.versions(repository, 9)).toEqual({ versions: ['1.0.1', '1.0.0'], incomplete });
  });

  it('capped without a link is followed where the registry refuses our size, too', async () => {
    const { source } = world((asked) => {
      if (query(asked, 'n') !== null) return reply(400);
      return reply(200, { tags: query(asked, 'last') === null ? ['1.0.0'] : ['1.0.1'] });
    });
    expect(await source.versions(repository, 9)).toEqual({ versions: ['1.0.1', '1.0.0'], incomplete: null });
  });

  it('that gains a tag meanwhile is no circle', async () => {
    const { source } = world((_, nth) => reply(200, { tags: nth === 1 ? ['1.0.0'] : ['0.9.0', '1.0.0'] }));
    expect(await source.versions(repository, 9)).toEqual({ versions: ['1.0.0', '0.9.0'], incomplete: null });
  });

  it('of a repository without tags, which some registries forget, is said so', async () => {
    const { source } = world(() => reply(404));
    expect((await source.versions(repository, 9)).incomplete).toBe(
      'registry.example has no repository app, or no tags in it, or does not show it to Sluice',
    );
  });

  it('of another size is asked for where the registry refuses ours', async () => {
    const { source } = world((asked) => (query(asked, 'n') === null ? reply(200, { tags: ['1.0.0'] }) : reply(400)));
    expect(await versionsOf(source, 1)).toEqual(['1.0.0']);
  });

  it.each<[unknown, string[]]>([
    [{ name: null, tags: null }, []],
    [{}, []],
    [{ tags: ['1.0.0', null, 5, '1.0.0', '', '1.1.0'] }, ['1.1.0', '1.0.0']],
  ])('of %j lists %j', async (body, tags) => {
    const { source } = world(() => reply(200, body));
    expect(await versionsOf(source, 9)).toEqual(tags);
  });

  it('for which the token has expired is asked for with another one', async () => {
    let token = 0;
    const { source } = world((asked) => {
      if (asked.url.includes('/token')) return reply(200, { token: `t${++token}` });
      const last = query(asked, 'last');
      if (asked.headers['authorization'] !== (last === null ? 'Bearer t1' : 'Bearer t2'))
        return reply(401, '', { 'www-authenticate': 'Bearer realm="https://registry.example/token"' });
      return last === null
        ? reply(200, { tags: ['1.0.0'] }, { link: '<?last=1>; rel="next"' })
        : reply(200, { tags: ['1.0.1'] });
    });
    expect(await versionsOf(source, 9)).toEqual(['1.0.1', '1.0.0']);
  });
});

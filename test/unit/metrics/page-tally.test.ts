import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tallyText } from '../../../src/providers/metrics/page-tally.ts';

type Page = Parameters<typeof tallyText>[1];
type Names = Parameters<typeof tallyText>[0];
const names = { requests: { metric: 'http_requests_total', errors: { label: 'code' } } } as unknown as Names;

/** A page by counts, each of a code and a path. */
const page = (counts: readonly (readonly [string, string, number])[]): Page =>
  new Map(counts.map(([code, path, value]) => [`${code} ${path}`, { labels: { code, path }, value, counted: true }]));

it('what was counted is told of one interval, by failures and by path', () => {
  const before = page([
    ['200', '/a', 10],
    ['500', '/a', 1],
  ]);
  const now = page([
    ['200', '/a', 65],
    ['500', '/a', 3],
  ]);
  expect(tallyText(names, before, now, 3.02)).toBe(
    '2 series of http_requests_total: 57 requests in 3 s, by code 200: 55, 500: 2; by path /a: 57',
  );
  expect(tallyText(names, now, now, 0)).toBe('2 series of http_requests_total: by code 200, 500; by path /a');
});

it('each list adds up to the whole, also of more values than are named', () => {
  const counts = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom('200', '404', '500'),
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    ),
    { minLength: 1, maxLength: 30, selector: ([code, path]) => `${code} ${path}` },
  );
  fc.assert(
    fc.property(counts, (grown) => {
      const before = page(grown.map(([code, path]) => [code, path, 0.4] as const));
      const text = tallyText(names, before, page(grown), 3);
      const total = Number(/: (\d+) requests? in/.exec(text)?.[1]);
      for (const by of ['code', 'path']) {
        const list = new RegExp(`by ${by} ([^;]*)`).exec(text)?.[1] ?? '';
        const sum = [...list.matchAll(/: (\d+)/g)].reduce((all, [, each]) => all + Number(each), 0);
        expect(sum).toBe(total);
      }
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { both, buckets, counts, detailOf } from './shown.ts';

describe('a label of failures that is not there', () => {
  const page = (ok: number, failed: number) => counts({ 200: ok, 500: failed }) + buckets;

  it('is said, with the labels that are, and nothing is called healthy by it', async () => {
    const world = both({ requests: { errors: { label: 'status', matches: '5..' } } });
    const why =
      'no series of http_requests_total has the label status, by which failures are told (their labels are code)';
    expect(await world.source.check(world.plan.target)).toMatch(/connection refused/);
    for (let look = 0; look < 3; look += 1) {
      world.show(page(400 * look, 20 * look), page(4000 * look, 4 * look));
      const seen = await world.look();
      expect(detailOf(seen)).toBe(why);
      const watched = watchedOf(world.plan.target, world.source.answers);
      expect(judge(watched, [], seen)).toMatchObject({ kind: 'inconclusive', why: 'no-data' });
    }
    expect(await world.source.check(world.plan.target)).toBe(`s-1: ${why}`);
  });

  it('is missed where only the new version has lost it', async () => {
    const world = both({ requests: { errors: { label: 'code', matches: '5..' } } });
    const renamed = (ok: number, failed: number) => counts({ 200: ok, 500: failed }, 'http_code') + buckets;
    world.show(renamed(1, 1), page(1, 1));
    await world.look();
    world.show(renamed(100, 50), page(100, 1));
    expect(detailOf(await world.look())).toMatch(/^no series .* has the label code/);
  });

  it('is missed on a counter that has no labels at all', async () => {
    const world = both();
    world.show('nginx_http_requests_total 5\n', 'nginx_http_requests_total 5\n');
    await world.look();
    expect(detailOf(await world.look())).toMatch(/^no series of nginx_http_requests_total .* \(they have no labels\)$/);
  });

  it.each([
    ['5..', { OK: 5, NotFound: 1 }, /codes of gRPC/],
    ['5..', { SUCCESS: 5, CLIENT_ERROR: 1 }, /outcomes/],
    ['5\\d\\d', { '2xx': 5, '4xx': 1 }, /classes of HTTP/],
    ['5..', { true: 5 }, /yes or no/],
    ['error|failed', { 200: 5 }, /status codes of HTTP/],
    ['5..', { ok: 9, error: 1 }, /are not status codes of HTTP/],
    ['5..', { success: 9, failed: 1 }, /are not status codes of HTTP/],
    ['5..', { pass: 9, fail: 1 }, /are not status codes of HTTP/],
    ['5..', { not_found: 9, internal_error: 1 }, /are not status codes of HTTP/],
    ['5..', { none: 9, timeout: 1 }, /are not status codes of HTTP/],
    ['5..', { '200 OK': 9, '500 Internal Server Error': 1 }, /are not status codes of HTTP/],
    ['5..', { HTTP_200: 9, HTTP_500: 1 }, /are not status codes of HTTP/],
    ['5..', { '200.0': 9, '500.0': 1 }, /are not status codes of HTTP/],
    ['Internal|Unavailable', { 200: 9, ERR: 1 }, /are not codes of gRPC/],
    ['Internal|Unavailable', { OK: 3, NOT_FOUND: 2 }, null],
    ['5..', { '2xx': 5 }, null],
    ['5..', { 200: 5 }, null],
    ['fail.*', { fine: 5 }, null],
    ['error|failed', { ok: 5 }, null],
    ['5..|error', { ok: 5 }, null],
    ['5..', { 200: 5, UNKNOWN: 1 }, null],
  ])('has a pattern %s over %j: what could never match is said', async (matches, values, why) => {
    const world = both({ requests: { metric: 'served_total', errors: { label: 'result', matches } }, latency: null });
    const served = counts(values as Record<string, number>, 'result', 'served_total');
    world.show(served, served);
    await world.look();
    const seen = await world.look();
    if (why === null) expect(seen).toMatchObject({ kind: 'sample', sample: { candidate: { errors: 0 } } });
    else expect(detailOf(seen)).toMatch(why);
  });
});

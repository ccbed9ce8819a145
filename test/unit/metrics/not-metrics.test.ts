import { expect, it } from 'vitest';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';

it.each([
  ['HTML', '<!doctype html>\n<html></html>', {}],
  ['HTML', '\ufeff\n  <html><body>Sign in</body></html>', { 'content-type': 'text/plain' }],
  ['HTML', 'Sign in', { 'content-type': 'text/html; charset=utf-8' }],
  ['JSON', '{"status":"UP"}', {}],
  ['JSON', '[]', {}],
  ['JSON', '{}', {}],
  ['JSON', 'null', { 'content-type': 'application/problem+json' }],
  ['protobuf, which was not asked for,', '\n\u0012up', { 'content-type': 'application/vnd.google.protobuf; proto=x' }],
  ['packed bytes', '\u001f\ufffd\b', {}],
])('%s instead of metrics is said at a look and before a release: %j', async (what, body, headers) => {
  const world = given([fakePod('c-1', { candidate: true })]);
  world.cluster.page = async () => ({ status: 200, headers, body });
  const detail = `c-1: /metrics answers with ${what} instead of metrics: let \`metrics.path\` and \`metrics.port\` lead to those`;
  expect(await world.look()).toEqual({ kind: 'failed', detail });
  world.cluster.pods = [fakePod('c-1')];
  expect((await world.source.look(world.plan.target, 0)).wrong).toBe(detail);
});

it.each(['{"http.requests_total",code="200"} 5\n', '{"up"} 1\n', '', 'up 1\n'])('%j may be metrics', async (body) => {
  const world = given([fakePod('s-1')], { latency: null });
  world.cluster.page = async () => ({ status: 200, headers: {}, body });
  expect((await world.source.look(world.plan.target, 0)).wrong ?? '').not.toContain('instead of metrics');
});

it('a page that is too long is said before a release, with what to do', async () => {
  const world = given([fakePod('s-1')]);
  world.pages['s-1'] = `# ${'x'.repeat(9_000_000)}`;
  expect((await world.source.look(world.plan.target, 0)).wrong).toBe(
    's-1: its page is longer than 8 MiB, the most that Sluice reads of one: let it serve fewer series',
  );
});

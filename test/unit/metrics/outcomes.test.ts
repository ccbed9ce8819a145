import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import { grpcFailures } from '../../../src/providers/metrics/frameworks/framework.ts';
import { outcomesBy } from '../../../src/providers/metrics/vocabulary.ts';
import { both, counts, detailOf, unwatchedIn } from './shown.ts';

const { http, grpc } = { http: '5..', grpc: grpcFailures };

it.each([
  [http, ['500', '503', '599', '5xx', '5XX'], 'failures'],
  [http, ['200', '302', '404', '429', '499', '2xx', '4XX', '101'], 'well'],
  [http, ['0', '00', '000', '-', '-1', 'UNKNOWN', 'unknown', '', 'other', 'CLOSED', '600', '1500', '<nil>'], 'untold'],
  [http, ['SUCCESS', 'CLIENT_ERROR', 'OK', 'Internal', 'DC', 'UF,URX'], 'untold'],
  ['5..|0', ['0', '503'], 'failures'],
  ['5..|UNKNOWN|0', ['UNKNOWN', '0', '500'], 'failures'],
  ['5', ['5'], 'failures'],
  ['5', ['2', '3', '4'], 'well'],
  [grpc, ['Internal', 'INTERNAL', 'Unknown', 'UNKNOWN', '13', '14', '2', 'DATA_LOSS'], 'failures'],
  [grpc, ['OK', '0', 'Canceled', 'CANCELLED', 'NotFound', 'NOT_FOUND', '5', '16', 'ResourceExhausted'], 'well'],
  [grpc, ['', '-', '200', '17', 'internal', 'none', 'Other'], 'untold'],
  ['SERVER_ERROR', ['SERVER_ERROR'], 'failures'],
  ['SERVER_ERROR', ['SUCCESS', 'CLIENT_ERROR', 'REDIRECTION', 'INFORMATIONAL'], 'well'],
  ['SERVER_ERROR', ['UNKNOWN', 'unknown', ''], 'untold'],
  ['failure', ['success'], 'well'],
  ['true', ['false'], 'well'],
  ['5..|error', ['ok', '200', 'hit'], 'well'],
  ['.*Exception', ['none', 'None'], 'well'],
])('by %s, %j are %s', (pattern, values, outcome) => {
  const outcomeOf = outcomesBy(pattern);
  expect(values.map((value) => `${value}: ${outcomeOf(value)}`)).toEqual(values.map((value) => `${value}: ${outcome}`));
});

describe('requests whose status nobody knows', () => {
  const told = 'a code that says neither ("UNKNOWN")';

  it.each(['candidate', 'stable'])('are no successes of the %s: many of them leave no verdict', async (track) => {
    const world = both({ latency: null });
    const pages = (mine: string, other: string) =>
      track === 'candidate' ? world.show(mine, other) : world.show(other, mine);
    pages(counts({ 200: 10, UNKNOWN: 10 }), counts({ 200: 10 }));
    await world.look();
    pages(counts({ 200: 310, UNKNOWN: 40 }), counts({ 200: 1010 }));
    const seen = await world.look();
    expect(detailOf(seen)).toBe(
      '1 of the 2 series of http_requests_total have a code that tells neither of success nor of failure ("UNKNOWN"), ' +
        'and count 10 % of the requests: leave them out with `where`, or name those that failed in `matches`',
    );
    expect(judge(watchedOf(world.plan.target, world.source.answers), [], seen)).toMatchObject({ why: 'no-data' });
  });

  it('are counted apart where they are few, and said', async () => {
    const world = both({ latency: null });
    world.show(counts({ 200: 10, UNKNOWN: 10 }), counts({ 200: 10 }));
    await world.look();
    world.show(counts({ 200: 1009, 500: 1, UNKNOWN: 15 }), counts({ 200: 1010 }));
    const seen = await world.look();
    expect(seen).toMatchObject({ sample: { candidate: { requests: 1000, errors: 1 } } });
    expect(unwatchedIn(seen)).toEqual([
      `some requests in http_requests_total have ${told}, so they count neither as good nor as failed`,
    ]);
    world.show(counts({ 200: 2009, 500: 1, UNKNOWN: 15 }), counts({ 200: 2010 }));
    expect(unwatchedIn(await world.look())).toEqual([]);
  });

  it('are said before a release: many are wrong, few are told with what is counted', async () => {
    const world = both({ latency: null });
    world.show('', counts({ 200: 90, 0: 10 }));
    world.cluster.pods = world.cluster.pods.slice(1);
    expect((await world.source.look(world.plan.target, 0)).wrong).toMatch(
      /^s-1: 1 of the 2 .* \("0"\), and count 10 %/,
    );
    world.show('', counts({ 200: 9990, UNKNOWN: 10 }));
    const { wrong, notWatched, counts: said } = await world.source.look(world.plan.target, 0);
    expect({ wrong, notWatched }).toEqual({ wrong: null, notWatched: [] });
    expect(said).toContain(`; some requests in http_requests_total have ${told}`);
  });

  it('fail where the catalogue says so', async () => {
    const world = both({ latency: null, requests: { errors: { matches: '5..|UNKNOWN' } } });
    world.show(counts({ 200: 10, UNKNOWN: 1 }), counts({ 200: 10 }));
    await world.look();
    world.show(counts({ 200: 100, UNKNOWN: 11 }), counts({ 200: 100 }));
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 100, errors: 10 } } });
  });
});

import { describe, expect, it } from 'vitest';
import { both } from './shown.ts';

describe('latency that no page tells', () => {
  const summary = (quantiles: string) =>
    `# TYPE http_server_requests_seconds summary\n${quantiles}http_server_requests_seconds_count{status="200"} 200\nhttp_server_requests_seconds_sum{status="200"} 300\n`;

  it.each([
    [
      'there is neither',
      '',
      'there is no histogram http_server_requests_seconds_bucket, and http_server_requests_seconds has no quantiles',
    ],
    [
      'only the middle is there',
      'http_server_requests_seconds{quantile="0.5"} 0.1\n',
      'there is no histogram http_server_requests_seconds_bucket, and http_server_requests_seconds has no quantile 0.99 (it has 0.5)',
    ],
  ])('is not watched where %s, which each look says', async (_, quantiles, why) => {
    const world = both();
    world.show(summary(quantiles), summary(quantiles));
    await world.look();
    world.show(summary(quantiles).replace('200\n', '400\n'), summary(quantiles));
    const seen = await world.look();
    expect(seen).toMatchObject({ kind: 'sample', sample: { notWatched: [{ query: 'durations', why }] } });
    expect(await world.source.check(world.plan.target)).toBe(why);
  });

  it('is watched where p99 is ready, and not missed where nobody asks', async () => {
    const world = both();
    const page = summary('http_server_requests_seconds{quantile="0.99"} 3.0\n');
    world.show(page, page);
    expect(await world.source.check(world.plan.target)).toBeNull();
    const unasked = both({ latency: null });
    unasked.show(summary(''), summary(''));
    expect(await unasked.source.check(world.plan.target)).toBeNull();
  });
});

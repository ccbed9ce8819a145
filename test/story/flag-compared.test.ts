import { describe, expect, it } from 'vitest';
import { startSmallUnleash } from '../../sandbox/unleash/small.ts';
import { pricingFlag as feature, type World } from '../../sandbox/workloads/index.ts';
import { onlyService } from '../support/small-world.ts';
import { ask, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

/** Of those who have the feature, 12 % fail: of all requests at 5 % of the users, fewer than the 1 % that is borne. */
const failing = 0.12;

const usual = onlyService('pricing', () => ({ staging: { version: '1.4.0', replicas: 1, rps: 200, peakRps: 200 } }));
const world: World = {
  ...usual,
  services: usual.services.map((service) => ({
    ...service,
    versions: service.versions.map((version) =>
      version.tag === '1.5.0' ? { ...version, character: { errors: failing, feature } } : version,
    ),
  })),
};

/** The catalogue with the service that this is about alone. */
function onlyPricing(catalogue: string): string {
  const [head = ''] = catalogue.split(/^services:\n/m);
  const pricing = /^ {2}pricing:\n(?: {3,}.*\n)+/m.exec(catalogue)?.[0] ?? '';
  const slow = pricing.replace(/percent: 5, bake: \w+/, 'percent: 5, bake: 1m').replace(/^ {6}production:.*\n/m, '');
  return `${head}services:\n${slow}`;
}

describe('a feature that few have', () => {
  const here = stage({ world, flags: startSmallUnleash, edit: onlyPricing });

  it(
    'goes back by the requests of those who have it, though the service as a whole is within its limit',
    async () => {
      const { slack, flags } = here.world;
      const card = await ask(here, 'pricing 1.5.0 to staging because new prices');
      expect(wordsOf(card)).toContain('Compared: requests with new-pricing on and off, by feature');
      const alert = await slack.waitForMessage(({ text }) => text.includes('new-pricing was rolled back'), longMs);
      expect(alert.text).toMatch(
        /Errors on pricing with new-pricing on were .* of [\d,]+ requests.*with it off.*; the limit is 1\s%/,
      );
      expect(alert.text).toMatch(/new-pricing is off again .*; 1\.5\.0 stays\./);
      const report = wordsOf(await reportOf(here, card));
      expect(report).toContain('ROLLBACK');
      const [off, on] = figuresIn(report);
      expect(off.failed / off.requests).toBeLessThan(0.01);
      expect(on.failed / on.requests).toBeGreaterThan(0.01);
      expect(on.requests).toBeLessThan(off.requests / 4);
      expect(imageOf(here, 'staging', 'pricing')).toContain(':1.5.0@sha256:');
      await expect.poll(() => flags?.shareOf(feature, 'staging')).toBe(0);
    },
    2 * longMs,
  );
});

interface Seen {
  requests: number;
  failed: number;
}

/** What the table of a report shows of requests with the flag off, and on. */
function figuresIn(report: string): [Seen, Seen] {
  const row = (name: string) => new RegExp(`${name} +([\\d.,]+)[^\\d]+([\\d.,]+)`).exec(report) ?? [];
  const [, ...requests] = row('requests');
  const [, ...errors] = row('errors');
  const seen = (at: number): Seen => {
    const all = Number(requests[at]?.replaceAll(',', ''));
    return { requests: all, failed: (all * Number(errors[at])) / 100 };
  };
  return [seen(0), seen(1)];
}

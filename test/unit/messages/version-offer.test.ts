import { describe, expect, it } from 'vitest';
import { type OfferedVersions, versionOffer } from '../../../src/messages/forms/version-offer.ts';

const now = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;

function said(known: OfferedVersions['known']) {
  const offer = versionOffer({ versions: ['2.4.1', '2.4.0'], incomplete: null, known, now });
  return 'options' in offer ? offer.options.map(({ value, description }) => [value, description?.text ?? null]) : null;
}

describe('versions to choose from', () => {
  it('say where they run and how old they are', () => {
    const known = new Map([
      ['2.4.1', { runsIn: ['staging'], builtAt: now - 2 * hour }],
      ['2.4.0', { runsIn: ['production/eu', 'production/us'], builtAt: now - 72 * hour }],
    ]);
    expect(said(known)).toEqual([
      ['2.4.1', 'in staging · built 2 h ago'],
      ['2.4.0', 'in production/eu and production/us · built 3 days ago'],
    ]);
  });

  it('say nothing of what nobody knows, nor of a time to come', () => {
    const known = new Map([['2.4.1', { runsIn: [], builtAt: now + hour }]]);
    expect(said(known)).toEqual([
      ['2.4.1', null],
      ['2.4.0', null],
    ]);
  });

  it('never say more than Slack takes', () => {
    const runsIn = Array.from({ length: 30 }, (_, nth) => `production/region-${nth}`);
    const [[, text] = []] = said(new Map([['2.4.1', { runsIn, builtAt: null }]])) ?? [];
    expect(text?.length).toBeLessThanOrEqual(75);
  });
});

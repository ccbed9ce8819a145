import type { KnownChanges } from '../../src/domain/changes.ts';

const web = 'https://github.com/shop/checkout';

/** Two commits by two people, one of whom Slack knows; both came in by pull requests. */
export function knownChanges(change: Partial<KnownChanges> = {}): KnownChanges {
  return {
    kind: 'known',
    total: 2,
    commits: [
      { id: 'b'.repeat(40), subject: 'Round totals (#9)', author: 'Aoi Tanaka', url: `${web}/commit/bbb` },
      { id: 'a'.repeat(40), subject: 'Retry payments (#7)', author: 'Ben Okafor', url: `${web}/commit/aaa` },
    ],
    pulls: {
      total: 2,
      first: [
        { name: '#9', title: 'Round totals', url: `${web}/pull/9` },
        { name: '#7', title: 'Retry payments', url: `${web}/pull/7` },
      ],
    },
    authors: { total: 2, first: [{ name: 'Aoi Tanaka', slack: 'U0AOI' }, { name: 'Ben Okafor' }] },
    migrations: { total: 0, first: [] },
    url: `${web}/compare/v2.4.0...v2.4.1`,
    ...change,
  };
}

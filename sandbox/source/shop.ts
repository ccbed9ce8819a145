import { createHash } from 'node:crypto';
import type { World } from '../workloads/index.ts';
import type { History, SandboxCommit } from './history.ts';

const authors = [
  { name: 'Aoi Tanaka', login: 'aoi', email: 'aoi@shop.example' },
  { name: 'Ren Okafor', login: 'ren', email: 'ren@shop.example' },
  { name: 'Noor Haddad', login: 'noor', email: 'noor@shop.example' },
  { name: 'renovate[bot]', login: 'renovate[bot]', email: 'renovate@shop.example' },
];

const titles = [
  'Retry a payment once when the bank times out',
  'Show the delivery date in the basket',
  'Round totals the same way everywhere',
  'Answer 409 when an order was placed twice',
  'Keep a basket for thirty days',
  'Update dependencies',
  'Log the order number with every refusal',
];

/** Every third version changes the database, too. */
const migrating = 3;

/** The repositories of a world's services: each version is some commits ahead of the one before, its last one as its image says. */
export function shopHistories({ services }: Pick<World, 'services'>): History[] {
  return services.map(({ image, versions }) => ({
    name: image,
    commits: versions.flatMap(({ tag, revision, created }, index) =>
      commitsOf({ image, tag, revision, created, index }),
    ),
    tags: Object.fromEntries(versions.map(({ tag, revision }) => [`v${tag}`, revision])),
  }));
}

interface Release {
  image: string;
  tag: string;
  revision: string;
  created: string;
  index: number;
}

function commitsOf({ image, tag, revision, created, index }: Release): SandboxCommit[] {
  const count = 2 + (index % 4);
  return Array.from({ length: count }, (_, nth) => {
    const number = 100 + index * 10 + nth;
    const author = authors[(index + nth) % authors.length] ?? { name: 'Aoi Tanaka', login: 'aoi', email: '' };
    const last = nth === count - 1;
    const migration = last && index % migrating === 0 ? [`db/migrations/00${index + 10}_orders.sql`] : [];
    return {
      ...author,
      sha: last ? revision : createHash('sha1').update(`${image}:${tag}:${nth}`).digest('hex'),
      message: `${titles[(index * 2 + nth) % titles.length]} (#${number})\n\nPart of ${tag}.`,
      at: created,
      files: [`src/${tag}/part-${nth}.ts`, ...migration],
    };
  });
}

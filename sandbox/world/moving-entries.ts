import { type Database, smallDatabase, type Table } from '../database/index.ts';
import { type FlagService, flagService, type RunningUnleash, tokenEnv } from '../unleash/index.ts';
import { pricingFlag } from '../workloads/index.ts';

export interface MovingOptions {
  /** host:port of the sandbox's registry. */
  registry: string;
  /** How long each step is watched, e.g. `6s`. */
  bake: string;
  flags: FlagService;
  /** What says in which environments a service is, where it is not in all of them. */
  here: string;
}

/** The catalogue's entries of the services with which a flag, or a database, moves. */
export function movingEntries({ registry, bake, flags, here }: MovingOptions): string {
  const unleash = (environment: string) =>
    JSON.stringify({ kind: 'unleash', url: flags.url, environment: flags.environmentFor(environment), tokenEnv });
  return `  pricing:
    image: ${registry}/shop/pricing
    workload: { container: app }
    strategy: rolling
    releaseFlags:
      - flag: ${pricingFlag}
        compareBy: { label: feature, on: new, off: old }
        steps:
          - { percent: 5, bake: ${bake} }
          - { percent: 25, bake: ${bake} }
          - { percent: 50, bake: ${bake} }
          - { percent: 100, bake: ${bake} }
    environments:
      staging: { flags: ${unleash('staging')} }
      production: { flags: ${unleash('production')} }
  orders:
    image: ${registry}/shop/orders
    workload: { container: app }
    strategy: rolling${here}
    migration:
      deadline: 30s
      backup: { command: [migrate, run, DROP TABLE IF EXISTS orders_backup, CREATE TABLE orders_backup AS TABLE orders] }
      dryRun: { command: [migrate, print, ALTER TABLE orders ADD COLUMN IF NOT EXISTS gift_note text] }
      expand: { command: [migrate, run, ALTER TABLE orders ADD COLUMN IF NOT EXISTS gift_note text] }
      verify: { command: [migrate, run, SELECT gift_note FROM orders] }
      undo: { command: [migrate, run, ALTER TABLE orders DROP COLUMN IF EXISTS gift_note, DROP TABLE IF EXISTS orders_backup] }
`;
}

/** The flag service of a world, with the flag of pricing. Stops Unleash where it does not take it. */
export async function startFlags(start: () => Promise<RunningUnleash>): Promise<FlagService> {
  const unleash = await start();
  try {
    return await flagService(unleash, [pricingFlag]);
  } catch (error) {
    await unleash.stop();
    throw error;
  }
}

/** What stands in a database of orders. */
export const ordersTable: Table = {
  name: 'orders',
  columns: ['id', 'customer', 'total'],
  rows: [
    [1, 'Ines', '18.90'],
    [2, 'Jonas', '42.00'],
    [3, 'Kaya', '7.50'],
  ],
};

/** The databases of the service orders, by namespace. */
export function ordersDatabases(): Record<'staging' | 'production', Database> {
  return { staging: smallDatabase([ordersTable]), production: smallDatabase([ordersTable]) };
}

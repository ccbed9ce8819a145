import type { PageHint } from '../slack/index.ts';
import { people } from '../world/people.ts';

/** Where a browser sees what moves beside the version. */
export interface HintLinks {
  flags: string;
  database: string;
}

/** What a newcomer tries, one thing after the other. */
export const hintsFor = ({ flags, database }: HintLinks): PageHint[] => [
  {
    id: 'deploy',
    title: '1 · Release a new version',
    text: 'You are Aoi, an engineer. Ask for checkout 2.4.1 in production, and read the plan on the card.',
    command: '/deploy checkout 2.4.1 to production because new tax rules',
    asUser: people.aoi,
    done: false,
  },
  {
    id: 'approve',
    title: '2 · Approve it',
    text: 'Aoi may not approve her own release. Become Mika (payments lead) and press Approve on the card.',
    asUser: people.mika,
    done: false,
  },
  {
    id: 'watch',
    title: '3 · Watch it',
    text: 'Traffic goes 1 → 5 → 25 → 50 → 100 %. The card shows where it is; its thread tells what is measured; a report ends it.',
    done: false,
  },
  {
    id: 'bad',
    title: '4 · Release a bad one',
    text: 'Version 2.5.0 fails some requests. Ask for it as Aoi, approve it as Mika, and see it roll back by itself.',
    command: '/deploy checkout 2.5.0 to production',
    asUser: people.aoi,
    done: false,
  },
  {
    id: 'feature',
    title: '5 · Release a bad feature',
    text: `pricing 1.5.0 is good, but the feature in it is not. It is behind a flag that goes on by steps once the version is in: ask, approve as Mika, and see the few requests with it on compared with those with it off, and <${flags}|the flag> off again within a second, while the version stays.`,
    command: '/deploy pricing 1.5.0 to production because new prices',
    asUser: people.aoi,
    done: false,
  },
  {
    id: 'migration',
    title: '6 · Change a database',
    text: `orders 7.3.0 needs a new column: Jobs make a copy, print the SQL and add it before the first pod runs. The version fails; see <${database}|the rows> before, during and after.`,
    command: '/deploy orders 7.3.0 to production because gift notes',
    asUser: people.aoi,
    done: false,
  },
  {
    id: 'ways',
    title: '7 · Release it another way',
    text: 'One command takes web to staging, lets it soak there, and takes it to production: a train. What a strategy is good for is seen with a bad version: checkout 2.5.0 to staging with dark-launch (no user meets its errors), with ab-test (users with a mark do) and with blue-green (all do, until one write brings them back). Then /deploy set shop-2024-11 (three services, all or none), and storefront 8.1.0 and 8.2.0 to global (ring after ring, then three regions side by side).',
    command: '/deploy web 5.1.1 through production',
    asUser: people.aoi,
    done: false,
  },
  {
    id: 'more',
    title: '8 · Look around',
    text: 'Type /deploy alone for the form, /deploy help for the rest, or open Sluice’s Home. Try checkout 2.7.0 (crashes), 2.8.0 (no such image), search 1.10.0 (no router), pricing 1.5.1 and orders 7.3.1 (good ones), and payments-worker 3.2.1 (recreate). Started with --page checkout=workers, the sandbox shows what becomes of metrics that lack something (--help lists them).',
    command: '/deploy',
    done: false,
  },
];

import { type Character, pricingFlag } from '../../../sandbox/workloads/index.ts';
import { people } from '../../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../../sandbox/world/start.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { configure, versionedFor } from '../../support/own-configuration.ts';
import { begins } from '../moments.ts';
import type { Acting, Person } from './acting.ts';
import {
  abTest,
  atOnce,
  byPartitions,
  darkLaunch,
  inTwoPlaces,
  makeSet,
  testedFirst,
  trains,
  withBackups,
  withContract,
} from './edits.ts';
import type { Others } from './stage.ts';

/** One kind of release that the matrix plays: a new kind is one more row. */
export interface Story {
  name: string;
  service: string;
  version: string;
  environment: 'staging' | 'production';
  outcome: string;
  /** It goes through the environments before that one. */
  through?: true;
  /** `service` is a set of these services. */
  set?: readonly string[];
  /** What the version is like where it is so bad that its release goes back. */
  bad?: Character;
  bake?: string;
  expires?: string;
  /** How its catalogue differs. @param others the addresses of services beside Sluice */
  edit?(catalogue: string, others: Others): string;
  /** What stands in the cluster before. */
  prepare?(world: SandboxWorld): void;
  /** What people do once the release is there. */
  steer?(acting: Acting): Promise<void>;
}

const checkout = { service: 'checkout', version: '2.4.1' };

/** Once the version is in everywhere: when a bad one is found out in mid-roll differs from run to run. */
const abortedWhileWatched: Pick<Story, 'outcome' | 'bake' | 'steer'> = {
  outcome: 'rolled-back',
  bake: '5m',
  async steer({ insist, reached }) {
    await reached(begins('bake'));
    await insist(is('abort.asked'), (person) => person(people.aoi).press('rollback'));
  },
};

const configuredWeb: Omit<Story, 'name' | 'outcome'> = {
  service: 'web',
  version: '5.1.1',
  environment: 'staging',
  edit: versionedFor(['web']),
  prepare: (world) => configure(world, 'web', 'staging'),
};

/** A set of two services: a worker that needs nothing, and what comes after it. */
const pair = {
  service: 'pair',
  version: 'set',
  environment: 'staging',
  set: ['web', 'payments-worker'],
  edit: (catalogue: string) =>
    catalogue
      .replace('    needs: [checkout]\n', '    needs: [payments-worker]\n')
      .replace(/^sets:\n/m, 'sets:\n  pair: { services: { web: 5.1.1, payments-worker: 3.2.1 } }\n'),
} as const;

const webThrough = { service: 'web', version: '5.1.1', environment: 'production', through: true } as const;

export const stories: readonly Story[] = [
  { name: 'canary', ...checkout, environment: 'staging', outcome: 'succeeded' },
  {
    name: 'bad canary',
    service: 'checkout',
    version: '2.5.0',
    environment: 'staging',
    outcome: 'rolled-back',
    bad: { errors: 0.5 },
  },
  { name: 'rolling', service: 'web', version: '5.1.1', environment: 'staging', outcome: 'succeeded' },
  {
    name: 'partitions',
    service: 'search',
    version: '1.9.1',
    environment: 'staging',
    outcome: 'succeeded',
    edit: byPartitions,
    prepare: makeSet,
  },
  { name: 'blue-green', service: 'web', version: '5.1.1', environment: 'staging', outcome: 'succeeded', edit: atOnce },
  {
    name: 'bad blue-green',
    service: 'web',
    version: '5.1.1',
    environment: 'staging',
    outcome: 'rolled-back',
    bad: { errors: 0.5 },
    edit: atOnce,
  },
  {
    name: 'aborted blue-green',
    service: 'web',
    version: '5.1.1',
    environment: 'staging',
    edit: atOnce,
    ...abortedWhileWatched,
  },
  {
    name: 'tested blue-green',
    service: 'web',
    version: '5.1.1',
    environment: 'staging',
    outcome: 'succeeded',
    edit: testedFirst,
    async steer({ insist, reached }) {
      await reached(begins('switch.ask'));
      await insist(is('hold.closed'), (person) => person(people.aoi).press('hold_go'));
    },
  },
  { name: 'recreate', service: 'payments-worker', version: '3.2.1', environment: 'staging', outcome: 'succeeded' },
  {
    name: 'approved',
    service: 'web',
    version: '5.1.1',
    environment: 'production',
    outcome: 'succeeded',
    steer: ({ insist }) => insist(is('approved'), (person) => person(people.mika).press('approve')),
  },
  {
    name: 'rejected',
    ...checkout,
    environment: 'production',
    outcome: 'rejected',
    steer: ({ insist }) =>
      insist(is('finished'), async (person) => {
        await person(people.mika).press('reject');
        await person(people.mika).fillIn({ form_reason: 'not before the audit' });
      }),
  },
  { name: 'expired', ...checkout, environment: 'production', outcome: 'expired', expires: '12s' },
  {
    name: 'aborted',
    ...checkout,
    environment: 'staging',
    outcome: 'rolled-back',
    bake: '5m',
    async steer({ insist, reached }) {
      await reached(begins('bake', 25));
      await insist(is('abort.asked'), (person) => person(people.aoi).press('rollback'));
    },
  },
  { name: 'dark launch', ...checkout, environment: 'staging', outcome: 'succeeded', edit: darkLaunch('canary') },
  {
    name: 'dark launch that stops',
    ...checkout,
    environment: 'staging',
    outcome: 'succeeded',
    edit: darkLaunch('stop'),
  },
  {
    name: 'bad dark launch',
    service: 'checkout',
    version: '2.5.0',
    environment: 'staging',
    outcome: 'rolled-back',
    bad: { errors: 0.5 },
    edit: darkLaunch('stop'),
  },
  {
    name: 'superseded',
    ...checkout,
    environment: 'production',
    outcome: 'superseded',
    bake: '5m',
    edit: (catalogue) =>
      catalogue.replace('    requires: none\n', '    requires: none\n    whileReleasing: supersede\n'),
    async steer({ insist, reached, with: withOther }) {
      await insist(is('approved'), (person) => person(people.mika).press('approve'));
      await reached(begins('bake', 25));
      await insist(is('superseded'), (person) => person(people.ren).type('/deploy checkout 2.5.0 to production'));
      await reached(is('finished'));
      const newer = withOther('r2');
      await newer.reached(is('planned'));
      await newer.insist(is('finished'), async (person) => {
        await person(people.mika).press('reject');
        await person(people.mika).fillIn({ form_reason: 'not before the audit' });
      });
    },
  },
  {
    name: 'A/B test',
    ...checkout,
    environment: 'staging',
    outcome: 'succeeded',
    edit: abTest,
    async steer({ insist, reached }) {
      await reached(is('hold.opened'));
      await insist(is('hold.closed'), (person) => person(people.mika).press('hold_go'));
    },
  },
  { name: 'flag', service: 'pricing', version: '1.5.1', environment: 'staging', outcome: 'succeeded' },
  {
    name: 'bad feature',
    service: 'pricing',
    version: '1.5.0',
    environment: 'staging',
    outcome: 'kept',
    bad: { errors: 1, feature: pricingFlag },
    // Longer than applications take to hear of a flag.
    bake: '2s',
  },
  { name: 'aborted with a flag', service: 'pricing', version: '1.5.1', environment: 'staging', ...abortedWhileWatched },
  { name: 'migration', service: 'orders', version: '7.3.1', environment: 'staging', outcome: 'succeeded' },
  {
    name: 'aborted with a migration',
    service: 'orders',
    version: '7.3.1',
    environment: 'staging',
    ...abortedWhileWatched,
  },
  {
    name: 'aborted with a backup by webhook',
    service: 'orders',
    version: '7.3.1',
    environment: 'staging',
    edit: withBackups,
    ...abortedWhileWatched,
  },
  {
    name: 'contract',
    service: 'orders',
    version: '7.3.1',
    environment: 'staging',
    outcome: 'succeeded',
    edit: withContract,
    async steer({ insist, reached }) {
      await reached(is('hold.opened'));
      await insist(is('hold.closed'), (person) => person(people.mika).press('hold_go'));
    },
  },
  {
    name: 'train',
    ...webThrough,
    outcome: 'succeeded',
    edit: trains('stop'),
    steer: ({ insist }) => insist(isDecidedIn('production'), (person) => person(people.mika).press('approve')),
  },
  {
    name: 'train that goes back',
    ...webThrough,
    outcome: 'rolled-back',
    edit: trains('rollback'),
    steer: ({ insist }) => insist(isDecidedIn('production'), rejects),
  },
  {
    name: 'places side by side',
    service: 'web',
    version: '5.1.1',
    environment: 'production',
    outcome: 'succeeded',
    edit: inTwoPlaces,
    steer: ({ insist }) => insist(isDecidedIn('production/one'), (person) => person(people.mika).press('approve')),
  },
  {
    name: 'places of which one is rejected',
    service: 'web',
    version: '5.1.1',
    environment: 'production',
    outcome: 'rolled-back',
    edit: inTwoPlaces,
    steer: ({ insist }) => insist(isDecidedIn('production/one'), rejects),
  },
  { name: 'set', ...pair, outcome: 'succeeded' },
  {
    name: 'set that goes back',
    ...pair,
    outcome: 'rolled-back',
    // Long enough to be stopped in the middle, with the other service in.
    bake: '5m',
    edit: (catalogue) =>
      pair
        .edit(catalogue)
        .replace(/(payments-worker:.*\n.*\n) {4}strategy: recreate/, '$1    strategy: { kind: recreate, bake: 1s }'),
    async steer({ insist, reached }) {
      await reached(isUnderWay('web'));
      await insist(is('abort.asked'), (person) => person(people.aoi).type('/deploy abort #1'));
    },
  },
  { name: 'configuration', ...configuredWeb, outcome: 'succeeded' },
  { name: 'aborted with its configuration', ...configuredWeb, ...abortedWhileWatched },
];

async function rejects(person: (id: string) => Person): Promise<void> {
  await person(people.mika).press('reject');
  await person(people.mika).fillIn({ form_reason: 'not before the audit' });
}

/** Somebody has decided on the release there. */
function isDecidedIn(environment: string): (event: ReleaseEvent) => boolean {
  return (event) =>
    event.type === 'child.changed' && event.child.environment === environment && event.child.state !== 'waiting';
}

/** The set's release of this service runs. */
function isUnderWay(service: string): (event: ReleaseEvent) => boolean {
  return (event) => event.type === 'child.changed' && event.child.service === service && !event.child.backwards;
}

function is(type: ReleaseEvent['type']) {
  return (event: ReleaseEvent): boolean => event.type === type;
}

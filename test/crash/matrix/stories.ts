import { people } from '../../../sandbox/world/people.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { begins } from '../moments.ts';
import type { Acting } from './acting.ts';

/** One kind of release that the matrix plays: a new kind is one more row. */
export interface Story {
  name: string;
  service: string;
  version: string;
  environment: 'staging' | 'production';
  outcome: string;
  /** The version is so bad that its release goes back. */
  bad?: boolean;
  bake?: string;
  expires?: string;
  /** What people do once the release is there. */
  steer?(acting: Acting): Promise<void>;
}

const checkout = { service: 'checkout', version: '2.4.1' };

export const stories: readonly Story[] = [
  { name: 'canary', ...checkout, environment: 'staging', outcome: 'succeeded' },
  {
    name: 'bad canary',
    service: 'checkout',
    version: '2.5.0',
    environment: 'staging',
    outcome: 'rolled-back',
    bad: true,
  },
  { name: 'rolling', service: 'web', version: '5.1.1', environment: 'staging', outcome: 'succeeded' },
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
];

function is(type: ReleaseEvent['type']) {
  return (event: ReleaseEvent): boolean => event.type === type;
}

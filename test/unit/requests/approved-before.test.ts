import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Release } from '../../../src/domain/release.ts';
import { ask } from '../../../src/requests/ask.ts';
import { childrenOf } from '../../../src/requests/children.ts';
import { mika } from '../../support/people.ts';
import { createPlacesWorld } from '../../support/places-world.ts';
import { wants } from '../../support/request-world.ts';

type Given = Parameters<typeof createPlacesWorld>[0];

/** A train through places, the first of which asks otherwise than the others. */
async function world(given: Given) {
  const made = await createPlacesWorld({ production: '    requires: none', ...given });
  const { deps, load, clock } = made;
  const asked = await ask(deps, wants({ version: '2.4.1', environment: 'production' }));
  if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
  const claimed = await deps.store.claim(asked.id, null);
  if (claimed.kind !== 'found') throw new Error(claimed.kind);
  const { fencingToken } = claimed;
  return { ...made, train: await load(asked.id), begin, starts };

  async function begin(place: string, approvedBefore = false): Promise<Release> {
    const environment = `production/${place}`;
    const children = childrenOf({ requests: deps, tell: ({ code }) => code }, await load('r1'), fencingToken);
    const wanted = { service: 'checkout', environment, version: '2.4.1', backwards: false, approvedBefore };
    const begun = await children.ask(wanted, clock.now());
    if (begun.kind !== 'there') throw new Error(JSON.stringify(begun));
    return load(begun.child.id);
  }

  async function starts({ id, version, digest }: Release, isApproved: boolean): Promise<void> {
    const at = clock.now();
    const approved: ReleaseEvent[] = isApproved ? [{ type: 'approved', at, by: mika, digest }] : [];
    await deps.store.append(id, version, [...approved, { type: 'started', at }]);
  }
}

describe.each([
  ['needs no approval', ', approval: { required: 0 }', false],
  ['is approved by others', ', approval: { groups: [developers] }', true],
])('a first place that %s by its own settings', (_, internal, isApproved) => {
  const given = { internal, isProtected: isApproved };

  it('lets no other place begin without the approval that this one asks for', async () => {
    const { begin, starts } = await world(given);
    const first = await begin('internal');
    expect(first.request.partOf).not.toHaveProperty('approves');
    await starts(first, isApproved);
    const eu = await begin('eu', true);
    expect(eu.plan.target.approval).toMatchObject({ required: 1, groups: ['leads'] });
    expect(eu.request.partOf).toMatchObject({ approves: ['production/us'] });
  });

  it('is not said to be approved for others by the plan of the train', async () => {
    const { train } = await world(given);
    expect(train.plan.notes).toEqual([
      'no approval of its own for production/us: the one before counts there, as long as the image is the same',
    ]);
  });
});

it('nothing that needed no approval is one, where the catalogue asks for it by the next place', async () => {
  const { state, begin, starts } = await world({});
  const approval = (required: number) => {
    for (const target of state.catalogue.services.flatMap(({ targets }) => targets))
      target.approval.required = required;
  };
  approval(0);
  await starts(await begin('internal'), false);
  approval(1);
  expect((await begin('eu', true)).plan.target.approval.required).toBe(1);
});

import { expect, it } from 'vitest';
import { lastFlagAlone, offerFlagBack } from '../../../commands/deploy/flag-back.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { historyOf } from '../../../src/requests/queries.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';
import { buttonsOf } from '../../support/slack-words.ts';

const place = { service: 'checkout', environment: 'production' };
const moved = (from: number | null, percent: number): Plan => ({
  ...examplePlan(),
  flag: { flag: 'new-pricing', to: { kind: 'variant', variant: 'blue', percent }, from },
});

async function after(...plans: Plan[]) {
  const store = createMemoryStore();
  for (const [index, plan] of plans.entries()) {
    const request = exampleRequest({ key: `${index}`, ...place, ...(plan.flag ? { flag: plan.flag } : {}) });
    const made = await store.create({ type: 'requested', at: index, request, plan, digest: 'd', gates: [] });
    if (made.kind !== 'created') throw new Error('the release must be new');
    await store.append(made.id, 1, [{ type: 'finished', at: index, outcome: 'succeeded', by: null, reason: null }]);
  }
  return store;
}

it('offers the flag back to where it was, and the version by its number', async () => {
  const store = await after(examplePlan(), moved(50, 80));
  const last = await lastFlagAlone(store, place);
  if (!last) throw new Error('a flag was moved last');
  const message = await offerFlagBack(store, last, 'complaints');
  expect(message.text).toContain('#2, moved a flag and no version: new-pricing blue 50 % → blue 80 %.');
  expect(message.text).toContain('The version that #1 brought');
  expect(buttonsOf(message)).toHaveLength(2);
  const blocks = JSON.stringify(message.blocks);
  expect(blocks).toContain('"flag checkout new-pricing to variant blue 50 % in production because complaints"');
  expect(blocks).toContain('"rollback #1 because complaints"');
});

it('says what to do where no figure says how the flag stood', async () => {
  const store = await after(moved(null, 80));
  const found = await historyOf(store, 'r1');
  if (!found) throw new Error('it was just made');
  const message = await offerFlagBack(store, found.release, null);
  expect(message.text).toContain('put it back in its own service');
  expect(buttonsOf(message)).toEqual([]);
});

it('is no matter where a version came last', async () => {
  expect(await lastFlagAlone(await after(moved(50, 80), examplePlan()), place)).toBeNull();
});

import { contractFrom, type Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { hasContracted } from '../domain/release-state.ts';
import { say, type Words } from './words.ts';

/** Nothing but the contract of a migration comes after the version. */
export function onlyContract(plan: Pick<Plan, 'steps' | 'staysFrom'>): boolean {
  const at = contractFrom(plan);
  return at !== null && at === plan.staysFrom;
}

/** What has become of the database where its contract has not been done, as a clause; null where it has, or there is none. */
export function schemaNow(release: Release): Words | null {
  const { plan, done, phase } = release;
  const { service, migration } = plan.target;
  const at = contractFrom(plan);
  if (at === null || phase.kind !== 'ended' || done.some(({ index }) => index > at)) return null;
  const database = migration?.database ?? service;
  if (phase.cause?.code === 'contract-unknown') return say`the contract of database ${database} may have run`;
  return hasContracted(release)
    ? say`the contract of database ${database} did not end well, and may be half done`
    : say`database ${database} still has what only ${plan.from.version} used`;
}

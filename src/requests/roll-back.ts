import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import { type Asked, ask } from './ask.ts';
import { control, controlRefusal } from './control.ts';
import type { RequestDeps } from './deps.ts';
import { broughtTo, historyOf } from './queries.ts';
import { versionBefore } from './version-before.ts';

export interface RollBackRequest {
  by: Person;
  service: string;
  environment: string;
  reason: string | null;
  key: string;
  channel: string | null;
  /** When the person asked (ms since the epoch), where that is known. */
  at?: number | undefined;
}

export type RolledBack =
  | Asked
  | { kind: 'stopping'; id: string; number: number }
  /** In production a live release is stopped only once the person has seen which: it may have begun since they typed. */
  | { kind: 'ask-again'; release: Release };

/**
 * Goes back: a live release is stopped and undone, in production after one more question; where none is live, the version before the last success is
 * released, by the same gates and approvals as any other.
 */
export async function rollBack(deps: RequestDeps, { at, ...wanted }: RollBackRequest): Promise<RolledBack> {
  const { service, environment, by, reason } = wanted;
  const live = await deps.store.liveOf(service, environment);
  if (live) {
    const found = await historyOf(deps.store, live);
    if (found?.release.plan.target.protected && found.release.phase.kind === 'running') {
      const refusal = await controlRefusal(deps, found.release, by, 'abort');
      return refusal ? { kind: 'refused', refusal } : { kind: 'ask-again', release: found.release };
    }
    const changed = await control(deps, live, by, 'abort', reason);
    if (changed.kind === 'refused') return { kind: 'refused', refusal: changed.refusal };
    return { kind: 'stopping', id: live, number: changed.release.number };
  }
  const [last] = await broughtTo(deps.store, { service, environment }, 1);
  if (!last) return { kind: 'refused', refusal: nothing(wanted) };
  return ask(deps, { ...wanted, ...versionBefore(last), strategy: null, backwards: true }, at);
}

function nothing({ service, environment }: RollBackRequest): Refusal {
  return { code: 'nothing-to-roll-back', service, environments: [environment] };
}

import { environmentsOf, targetOf } from '../config/catalogue.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import type { Pace } from '../domain/rollback.ts';
import { type Asked, ask } from './ask.ts';
import { control, controlRefusal } from './control.ts';
import type { RequestDeps } from './deps.ts';
import { earlierVersions, namedBack, ranBefore } from './going-back.ts';
import { broughtTo, historyOf } from './queries.ts';

/** So many releases that brought a version are looked through for the one before. */
const lookedThrough = 50;

export interface RollBackRequest {
  by: Person;
  service: string;
  environment: string;
  /** The version that shall run again; absent where the one before is meant. */
  to?: string | undefined;
  /** How fast; absent where nothing was said of it. */
  pace?: Pace | undefined;
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
 * brought back, or the one that is named.
 */
export async function rollBack(deps: RequestDeps, { at, to, pace, ...wanted }: RollBackRequest): Promise<RolledBack> {
  const { service, environment, by, reason } = wanted;
  const live = await deps.store.liveOf(service, environment);
  const found = live ? await historyOf(deps.store, live) : null;
  // Where another version is named, the live release is in its way: whoever asks is told of it.
  if (live && (to === undefined || to === found?.release.plan.from.version)) {
    if (found?.release.plan.target.protected && found.release.phase.kind === 'running') {
      const refusal = await controlRefusal(deps, found.release, by, 'abort');
      return refusal ? { kind: 'refused', refusal } : { kind: 'ask-again', release: found.release };
    }
    const changed = await control(deps, live, by, 'abort', reason);
    if (changed.kind === 'refused') return { kind: 'refused', refusal: changed.refusal };
    return { kind: 'stopping', id: live, number: changed.release.number };
  }
  const version = await versionMeant(deps, wanted, to);
  if (version === null) return { kind: 'refused', refusal: await nothing(deps, wanted) };
  const back = { ...wanted, ...version, strategy: null, backwards: true, ...(pace && { pace }) };
  return ask(deps, back, at);
}

type Place = Pick<RollBackRequest, 'service' | 'environment'>;

async function versionMeant(deps: RequestDeps, { service, environment }: Place, to: string | undefined) {
  if (to !== undefined) return namedBack(deps, { service, environment }, to);
  return ranBefore(await broughtTo(deps.store, { service, environment }, lookedThrough));
}

/** With what the workload itself keeps of earlier versions: any of them can be named. */
async function nothing(deps: RequestDeps, { service, environment }: Place): Promise<Refusal> {
  const known = environmentsOf(deps.catalogue(), service).includes(environment);
  const versions = known ? await earlierVersions(deps, targetOf(deps.catalogue(), service, environment)) : [];
  return { code: 'nothing-to-roll-back', service, environments: [environment], versions };
}

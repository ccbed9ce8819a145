import { flagMove } from '../actions/facets.ts';
import type { EventOf } from '../domain/events.ts';
import type { FlagChange, FlagState } from '../domain/flag.ts';
import type { Release } from '../domain/release.ts';
import type { FlagsMoved } from '../steps/step.ts';
import { changedByOthers } from '../words/flags.ts';
import type { RunContext } from './perform.ts';
import type { EngineDeps } from './ports.ts';

/** What a release may know of its feature flags, and their service; null where its target has none. */
export function flagsFor({ flagsOf }: Pick<EngineDeps, 'flagsOf'>, release: Release): FlagsMoved | null {
  const service = flagsOf(release.plan.target);
  return service && { service, left: (flag) => leftBy(release, flag), tried: (flag) => triedBy(release, flag) };
}

function leftBy({ flags, plan }: Release, flag: string): FlagState | null {
  const known = flags && Object.hasOwn(flags, flag) ? flags[flag] : undefined;
  return known ?? foundBy(plan, flag);
}

function foundBy({ steps }: Release['plan'], flag: string): FlagState | null {
  const moves = steps.flatMap(({ undo }) => undo.map(flagMove));
  return moves.find((move) => move?.flag === flag && move.back !== null)?.back ?? null;
}

function triedBy({ step, plan }: Release, flag: string): FlagChange | null {
  const move = flagMove(plan.steps[step?.index ?? -1]?.action);
  return move?.flag === flag ? move.change : null;
}

/**
 * Whether the flags that a release has touched are as it has left them. One read of each.
 * @returns null where they are, or where a person is asked about one already
 */
export async function lookAtFlags({ deps }: RunContext, release: Release): Promise<FlagsSeen | null> {
  const service = deps.flagsOf(release.plan.target);
  if (!service || release.phase.kind !== 'running' || release.hold?.code === 'flag-changed') return null;
  for (const left of Object.values(release.flags ?? {})) {
    // The step that changes it has perhaps done so, and nobody has noted it; it tells its own change from others'.
    if (triedBy(release, left.flag) !== null) continue;
    const answer = await service.state(left.flag);
    if (answer.kind === 'failed')
      return { kind: 'unknown', detail: `feature flag ${left.flag}: ${answer.failure.words}` };
    const { state: found } = answer;
    if (found.version === left.version) continue;
    const by = found.changed?.by ?? null;
    return { kind: 'flag-changed', found, detail: changedByOthers(left.flag, { left, found, by }) };
  }
  return null;
}

type FlagsSeen = { kind: 'unknown'; detail: string } | { kind: 'flag-changed'; found: FlagState; detail: string };

/** Somebody else has changed a flag: noted, and a person is asked. */
export function flagChanged(
  { plan }: Release,
  { at, index, found, detail }: { at: number; index: number; found: FlagState; detail: string },
): [EventOf<'flag.changed'>, EventOf<'hold.opened'>] {
  return [
    { type: 'flag.changed', at, index, found },
    { type: 'hold.opened', at, code: 'flag-changed', detail, expiresAt: at + plan.target.limits.holdMs },
  ];
}

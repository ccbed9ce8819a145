import { type FlagChange, type FlagState, shareOn } from '../domain/flag.ts';
import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { FlagRelease } from '../domain/target.ts';
import { nearest } from '../platform/nearest.ts';
import type { Flags } from '../providers/flags/flags.ts';
import { type FlagToMove, moves } from '../strategies/with-flags.ts';
import { noParents, parentsFound } from './flag-parents.ts';

/** More of a flag's rules (characters of JSON) than this are in no flag that people keep by hand, and no plan carries them. */
const mostRules = 20_000;

export type FlagLook = { kind: 'flag'; flag: FlagToMove; findings: PreflightFinding[] } | Against;
export type Against = { kind: 'obstacle'; obstacle: Obstacle };

/** A flag as it stands now, or what speaks against moving it. */
export async function lookAtFlag(service: Flags, how: FlagRelease): Promise<FlagLook> {
  const impossible = changesOf(how)
    .map((change) => service.refuses(how.flag, change))
    .find((failure) => failure !== null);
  if (impossible) return obstacle(impossible.words, impossible.remedy);
  const without = 'release without it';
  const looked = await flagState(service, how.flag, { without, inOneFigure: true });
  if (looked.kind === 'obstacle') return looked;
  const { before } = looked;
  const flag = { how, before };
  const against = moves(flag) ? await foreseen(service, before, changesOf(how)) : null;
  if (against) return against;
  // One that is on for everybody stays as it is.
  const parents = shareOn(before) === 100 ? noParents : await parentsFound(service, how.flag, without);
  if (parents.kind === 'obstacle') return parents;
  return {
    kind: 'flag',
    flag,
    findings: [
      ...parents.findings,
      ...(await pendingFindings(service, how.flag)),
      ...strayFindings(service, how, before),
      ...remarksOn([before]),
    ],
  };
}

/** The first of the changes that the service could not make of a flag as it stands; null where it could make all. */
export async function foreseen(
  service: Flags,
  before: FlagState,
  changes: readonly FlagChange[],
): Promise<Against | null> {
  for (const change of changes) {
    const failure = await service.foresees(before, change);
    if (failure) return obstacle(failure.words, failure.remedy);
  }
  return null;
}

/** What may change a flag while a release moves it. */
export async function pendingFindings(service: Flags, flag: string): Promise<PreflightFinding[]> {
  const pending = await service.pending?.(flag);
  const remedy = 'settle them first: one that is applied meanwhile holds the release';
  return pending ? [{ severity: 'warn', detail: `flag ${flag} ${pending}`, remedy }] : [];
}

/** In an A/B test, everybody must stay with the side that they have met. */
export function strayFindings(service: Flags, { flag, steps }: FlagRelease, before: FlagState): PreflightFinding[] {
  const why = steps.some(({ test }) => test !== undefined) ? (service.strays?.(before) ?? null) : null;
  if (why === null) return [];
  const detail = `flag ${flag} ${why}: one user would meet both sides of its A/B test`;
  return [{ severity: 'warn', detail, remedy: 'let it stick to users or sessions first' }];
}

/** What is good to know of flags before they move. */
export function remarksOn(states: readonly FlagState[]): PreflightFinding[] {
  return states.flatMap(({ flag, remarks = [] }) =>
    remarks.map(
      (remark): PreflightFinding => ({
        severity: 'note',
        detail: `flag ${flag} ${remark}`,
        remedy: 'ask those who keep it whether it is still in use',
      }),
    ),
  );
}

interface Wanted {
  /** What a person can do who needs no flag for it; null where the flag is what they asked for. */
  without: string | null;
  /** Its share is to change, so its rules must say it in one figure. */
  inOneFigure: boolean;
}

/** A flag as it stands, or why no release can move it. */
export async function flagState(
  service: Flags,
  flag: string,
  { without, inOneFigure }: Wanted,
): Promise<{ kind: 'stands'; before: FlagState } | Against> {
  const otherwise = (remedy: string) => (without === null ? remedy : `${remedy}, or ${without}`);
  const answer = await service.state(flag);
  if (answer.kind === 'failed') return obstacle(answer.failure.words, answer.failure.remedy);
  const { state: before } = answer;
  const { master, rules } = before;
  if (before.stands === 'absent') return obstacle(...(await noSuchFlag(service, flag)));
  if (before.stands === 'archived') return obstacle(`flag ${flag} is archived`, otherwise('bring it back there first'));
  if (master) return obstacle(`flag ${flag} ${master.words}`, otherwise('end that first'));
  if (inOneFigure && shareOn({ ...before, enabled: true }) === null) {
    const detail = `the rules of flag ${flag} do not say in one percentage who gets it`;
    return obstacle(detail, otherwise('give it one rule by percentage'));
  }
  if (JSON.stringify(rules).length > mostRules) {
    const detail = `flag ${flag} has more rules than a plan can keep to put them back`;
    return obstacle(detail, without ?? 'change it in its own service');
  }
  return { kind: 'stands', before };
}

function changesOf({ off, segments = [], steps }: FlagRelease): FlagChange[] {
  const members = { kind: 'set' as const, enabled: true, segments: segments.map(({ segment }) => segment) };
  const on = steps.map(({ percent }) => ({ kind: 'set' as const, enabled: true, percentage: percent }));
  return [...(off ? [{ kind: 'kill' as const }] : []), ...(segments.length > 0 ? [members] : []), ...on];
}

async function noSuchFlag(service: Flags, flag: string): Promise<[string, string]> {
  const [near] = nearest(flag, await service.names());
  const remedy = near ? `did you mean ${near}?` : 'create it there first, off, or correct its name';
  return [`there is no flag ${flag} in ${service.environment}`, remedy];
}

function obstacle(detail: string, remedy: string): Against {
  return { kind: 'obstacle', obstacle: { detail, remedy } };
}

import { usualFlagRelease } from '../config/flag-release.ts';
import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { Request } from '../domain/request.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import { nearest } from '../platform/nearest.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { FlagToMove } from '../strategies/with-flags.ts';
import type { RequestDeps } from './deps.ts';
import { lookAtFlag } from './flag-look.ts';
import { type Refused, refused } from './place.ts';

export type FlagsFound = { kind: 'flags'; flags: FlagToMove[]; findings: PreflightFinding[] } | Refused;

interface About {
  request: Pick<Request, 'flags' | 'backwards'>;
  target: Target;
  /** Desired pods of stable. */
  replicas: number;
}

/**
 * The flags that move with a release, as they stand now; or all that speaks against moving them, found before anything is
 * written. Going back brings a version that users have had: flags move only where they are named.
 */
export async function flagsToMove(
  { flagsOf }: Pick<RequestDeps, 'flagsOf'>,
  { request, target, replicas }: About,
): Promise<FlagsFound> {
  const moving = movingWith(request, target);
  if (moving.length === 0) return { kind: 'flags', flags: [], findings: [] };
  const unfit = (obstacles: Obstacle[]): Refused =>
    refused({ code: 'flag-unfit', service: target.service, environment: target.environment, obstacles });
  const service = flagsOf(target);
  if (!service) return unfit([noFlagService(target)]);
  if (replicas === 0) return unfit([nothingRuns(target)]);
  const strange = moving.filter(({ flag }) => target.onlyListedFlags && !isListed(flag, target));
  if (strange.length > 0) return unfit(strange.map(({ flag }) => unlisted(flag, target)));
  const problem = await service.check();
  if (problem) return unfit([{ detail: problem.words, remedy: problem.remedy }]);
  const looked = await Promise.all(moving.map((how) => lookAtFlag(service, how)));
  const obstacles = looked.flatMap((each) => (each.kind === 'obstacle' ? [each.obstacle] : []));
  if (obstacles.length > 0) return unfit(obstacles);
  const found = looked.filter((each) => each.kind === 'flag');
  const consent = await consentFindings(service, 'release without the flag');
  return {
    kind: 'flags',
    flags: found.map(({ flag }) => flag),
    findings: [...consent, ...found.flatMap(({ findings }) => findings)],
  };
}

/**
 * The token may be one that need not ask for consent, which nobody can tell before it is tried: so a person weighs it.
 * @param without what a person can do who needs no flag for it; null where the flag is what they asked for
 */
export async function consentFindings(service: Flags, without: string | null): Promise<PreflightFinding[]> {
  const detail = await service.consent?.();
  const token = 'let its token make changes without that';
  const remedy = without === null ? token : `${token}, or ${without}`;
  return detail ? [{ severity: 'warn', detail, remedy }] : [];
}

/** Those of the catalogue, and those that the person has named; each once. */
function movingWith({ flags = [], backwards }: About['request'], { releaseFlags = [] }: Target): FlagRelease[] {
  const kept = releaseFlags.filter(({ flag, asked }) => flags.includes(flag) || !(backwards || asked));
  const named = [...new Set(flags)].filter((flag) => !kept.some((each) => each.flag === flag));
  return [...kept, ...named.map(usualFlagRelease)];
}

function isListed(flag: string, { releaseFlags = [] }: Target): boolean {
  return releaseFlags.some((each) => each.flag === flag);
}

/** The catalogue lets no flag move that it does not name. */
export function unlisted(flag: string, { service, releaseFlags = [] }: Target): Obstacle {
  const names = releaseFlags.map((each) => each.flag);
  const [near] = nearest(flag, names);
  const remedy = near ? `did you mean ${near}?` : `add it to \`releaseFlags\` of ${service}`;
  return { detail: `the catalogue does not name flag ${flag} for ${service}`, remedy };
}

export function noFlagService({ service, environment }: Target): Obstacle {
  const detail = `the catalogue names no flag service for ${service} in ${environment}`;
  return { detail, remedy: 'set `flags` there, or release without a flag' };
}

export function nothingRuns({ service }: Target): Obstacle {
  const detail = `${service} is scaled to 0, so nothing of a feature could be watched`;
  return { detail, remedy: 'scale it up first, or release without a flag' };
}

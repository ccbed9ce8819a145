import { usualFlagRelease } from '../config/flag-release.ts';
import { type FlagChange, shareOn } from '../domain/flag.ts';
import type { Obstacle } from '../domain/preflight.ts';
import type { Request } from '../domain/request.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import { nearest } from '../platform/nearest.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { FlagToMove } from '../strategies/with-flags.ts';
import type { RequestDeps } from './deps.ts';
import { type Refused, refused } from './place.ts';

/** More of a flag's rules (characters of JSON) than this are in no flag that people keep by hand, and no plan carries them. */
const mostRules = 20_000;

export type FlagsFound = { kind: 'flags'; flags: FlagToMove[] } | Refused;

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
  if (moving.length === 0) return { kind: 'flags', flags: [] };
  const unfit = (obstacles: Obstacle[]): Refused =>
    refused({ code: 'flag-unfit', service: target.service, environment: target.environment, obstacles });
  const service = flagsOf(target);
  if (!service) return unfit([noService(target)]);
  if (replicas === 0) return unfit([nothingRuns(target)]);
  const problem = await service.check();
  if (problem) return unfit([{ detail: problem.words, remedy: problem.remedy }]);
  const looked = await Promise.all(moving.map((how) => lookAt(service, how)));
  const obstacles = looked.flatMap((each) => (each.kind === 'obstacle' ? [each.obstacle] : []));
  if (obstacles.length > 0) return unfit(obstacles);
  return { kind: 'flags', flags: looked.flatMap((each) => (each.kind === 'flag' ? [each.flag] : [])) };
}

/** Those of the catalogue, and those that the person has named; each once. */
function movingWith({ flags = [], backwards }: About['request'], { releaseFlags = [] }: Target): FlagRelease[] {
  const kept = backwards ? releaseFlags.filter(({ flag }) => flags.includes(flag)) : releaseFlags;
  const named = [...new Set(flags)].filter((flag) => !kept.some((each) => each.flag === flag));
  return [...kept, ...named.map(usualFlagRelease)];
}

type Looked = { kind: 'flag'; flag: FlagToMove } | { kind: 'obstacle'; obstacle: Obstacle };

async function lookAt(service: Flags, how: FlagRelease): Promise<Looked> {
  const { flag } = how;
  const impossible = changesOf(how)
    .map((change) => service.refuses(flag, change))
    .find((failure) => failure !== null);
  if (impossible) return obstacle(impossible.words, impossible.remedy);
  const answer = await service.state(flag);
  if (answer.kind === 'failed') return obstacle(answer.failure.words, answer.failure.remedy);
  const { state: before } = answer;
  const { master, rules } = before;
  if (before.stands === 'absent') return obstacle(...(await noSuchFlag(service, flag)));
  if (before.stands === 'archived') {
    return obstacle(`flag ${flag} is archived`, 'bring it back there first, or release without it');
  }
  if (master) return obstacle(`flag ${flag} ${master.words}`, `end that first, or release without the flag`);
  if (shareOn({ ...before, enabled: true }) === null) {
    const detail = `the rules of flag ${flag} do not say in one percentage who gets it`;
    return obstacle(detail, 'give it one rule by percentage, or release without it');
  }
  if (JSON.stringify(rules).length > mostRules) {
    return obstacle(`flag ${flag} has more rules than a plan can keep to put them back`, 'release without it');
  }
  return { kind: 'flag', flag: { how, before } };
}

function changesOf({ off, steps }: FlagRelease): FlagChange[] {
  const on = steps.map(({ percent }) => ({ kind: 'set' as const, enabled: true, percentage: percent }));
  return off ? [{ kind: 'kill' }, ...on] : on;
}

async function noSuchFlag(service: Flags, flag: string): Promise<[string, string]> {
  const [near] = nearest(flag, await service.names());
  const remedy = near ? `did you mean ${near}?` : 'create it there first, off, or correct its name';
  return [`there is no flag ${flag} in ${service.environment}`, remedy];
}

function noService({ service, environment }: Target): Obstacle {
  const detail = `the catalogue names no service of feature flags for ${service} in ${environment}`;
  return { detail, remedy: 'set `flags` there, or release without the flag' };
}

function nothingRuns({ service }: Target): Obstacle {
  const detail = `${service} is scaled to 0, so nothing of a feature could be watched`;
  return { detail, remedy: 'scale it up first, or release without the flag' };
}

function obstacle(detail: string, remedy: string): Looked {
  return { kind: 'obstacle', obstacle: { detail, remedy } };
}

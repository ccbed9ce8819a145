import { usualFlagRelease } from '../config/flag-release.ts';
import type { FlagState } from '../domain/flag.ts';
import { type FlagAsked, isAsWished } from '../domain/flag-wish.ts';
import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import { nearest } from '../platform/nearest.ts';
import type { Flags } from '../providers/flags/flags.ts';
import { changesOnTheWay, changeTo } from '../strategies/flag-plan.ts';
import { wishWords } from '../words/flags.ts';
import type { RequestDeps } from './deps.ts';
import { flagState, foreseen, pendingFindings, remarksOn, strayFindings } from './flag-look.ts';
import { noParents, parentsFound } from './flag-parents.ts';
import { consentFindings, noFlagService, nothingRuns, unlisted } from './flags.ts';
import { type Refused, refused } from './place.ts';

export type FlagFound = { kind: 'flag'; how: FlagRelease; before: FlagState; findings: PreflightFinding[] } | Refused;

interface About {
  asked: FlagAsked;
  target: Target;
  /** Desired pods of stable. */
  replicas: number;
}

/** A flag that is to move by itself, as it stands now; or what speaks against it, found before anything is written. */
export async function flagAsked(
  { flagsOf }: Pick<RequestDeps, 'flagsOf'>,
  { asked, target, replicas }: About,
): Promise<FlagFound> {
  const { flag, to } = asked;
  const { service: name, environment, releaseFlags = [] } = target;
  const unfit = (...obstacles: Obstacle[]): Refused =>
    refused({ code: 'flag-unfit', service: name, environment, obstacles });
  const service = flagsOf(target);
  if (!service) return unfit(noFlagService(target));
  const listed = releaseFlags.find((each) => each.flag === flag);
  if (!listed && target.onlyListedFlags) return unfit(unlisted(flag, target));
  if (replicas === 0 && to.percent > 0) return unfit(nothingRuns(target));
  const problem = await service.check();
  if (problem) return unfit({ detail: problem.words, remedy: problem.remedy });
  const looked = await flagState(service, flag, { without: null, inOneFigure: to.kind === 'share' });
  if (looked.kind === 'obstacle') return unfit(looked.obstacle);
  const { before } = looked;
  const against = unknownVariant(before, asked) ?? impossible(service, before, asked);
  if (against) return unfit(against);
  if (isAsWished(before, to)) {
    return refused({ code: 'flag-already', service: name, environment, flag, to: wishWords(to) });
  }
  const how = listed ?? usualFlagRelease(flag);
  const later = await foreseen(service, before, changesOnTheWay({ asked, how, before, target }));
  if (later) return unfit(later.obstacle);
  // On the way down, nobody gets it who has not had it.
  const parents = to.percent > 0 ? await parentsFound(service, flag, null) : noParents;
  if (parents.kind === 'obstacle') return unfit(parents.obstacle);
  const findings = [
    ...(await consentFindings(service, null)),
    ...parents.findings,
    ...(await pendingFindings(service, flag)),
    ...strayFindings(service, how, before),
    ...remarksOn([before]),
  ];
  return { kind: 'flag', how, before, findings };
}

function unknownVariant({ variants }: FlagState, { flag, to }: FlagAsked): Obstacle | null {
  if (to.kind === 'share' || variants.some(({ name }) => name === to.variant)) return null;
  const names = variants.map(({ name }) => name);
  if (names.length === 0) return { detail: `flag ${flag} has no variants`, remedy: 'say a percentage, on or off' };
  const [near] = nearest(to.variant, names);
  const known = names.length > 8 ? `${names.slice(0, 8).join(', ')} and more` : names.join(', ');
  return {
    detail: `flag ${flag} has no variant ${to.variant}`,
    remedy: near ? `did you mean ${near}?` : `it has ${known}`,
  };
}

/** What the service cannot keep. */
function impossible(service: Flags, before: FlagState, { flag, to }: FlagAsked): Obstacle | null {
  const failure = service.refuses(flag, changeTo(before, to));
  return failure && { detail: failure.words, remedy: failure.remedy };
}

import type { LastChange } from '../../domain/flag.ts';
import { nearest } from '../../platform/nearest.ts';
import type { FlagFailure } from './flags.ts';

/** Where a flag is looked for, as its service calls it. */
export interface Place {
  /** For people: `Unleash`. */
  service: string;
  /** With its sort: `project default`. */
  project: string;
  environment: string;
}

type Plain = Exclude<FlagFailure['code'], 'conflict' | 'throttled'>;

export function failure(code: Plain, words: string, remedy: string): FlagFailure {
  return { code, words, remedy };
}

export function unknownFlag(flag: string, { service, project }: Place, near: readonly string[]): FlagFailure {
  const meant = near.length > 0 ? `; near it ${near.length === 1 ? 'is' : 'are'} ${near.join(', ')}` : '';
  return failure(
    'unknown-flag',
    `${service} has no flag ${flag} in ${project}${meant}`,
    `create ${flag} there, or correct its name`,
  );
}

export function archived(flag: string, { service, project }: Place): FlagFailure {
  return failure(
    'archived',
    `${flag} is archived in ${project} of ${service}`,
    `revive ${flag} there, or name another flag`,
  );
}

export function unknownProject({ service, project }: Place): FlagFailure {
  return failure(
    'unknown-project',
    `${service} has no ${project}, or its token may not see it`,
    'correct the project in the catalogue, or let the token read it',
  );
}

export function unknownEnvironment(place: Place, known: readonly string[]): FlagFailure {
  const { service, project, environment } = place;
  const instead = known.length > 0 ? ` (it has ${listOf(known)})` : '';
  const [near] = nearest(environment, known, 1);
  const meant = near === undefined ? '' : `did you mean ${near}? If so, `;
  return failure(
    'unknown-environment',
    `${service} has no environment ${environment} in ${project}${instead}`,
    `${meant}correct \`environment\` of \`flags\` in the catalogue, or add the environment to the project`,
  );
}

/** @param known all the segments that there are, as far as they can be listed */
export function unknownSegments(
  { service, environment }: Place,
  missing: readonly string[],
  known: readonly string[],
): FlagFailure {
  const has = known.length > 0 ? `it has ${listOf(known)}` : 'it has none';
  const near = missing.flatMap((name) => nearest(name, known, 1));
  return failure(
    'refused-value',
    `${service} has no segment ${missing.join(', ')} for ${environment} (${has})`,
    near.length > 0 ? `did you mean ${near.join(', ')}?` : 'create the segment there, or correct its name',
  );
}

/** So many names at most, as far as people can take them in. */
const mostNamed = 8;

function listOf(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}

/** @param what may not be done: `switch flags in development` */
export function noRights({ service }: Place, tokenEnv: string, what: string): FlagFailure {
  return failure(
    'no-rights',
    `${service} does not let Sluice ${what}`,
    `give the token in ${tokenEnv} the permission, or put another one there`,
  );
}

export function needsChangeRequest(flag: string, { service, environment }: Place): FlagFailure {
  return failure(
    'needs-change-request',
    `changes to ${flag} in ${environment} need a change request in ${service}`,
    "let Sluice's token skip change requests there, or change the flag in the service and release without it",
  );
}

/** @returns everything of a conflict but the state that was found */
export function conflictWords(flag: string, changed: LastChange | null): { words: string; remedy: string } {
  const who = changed?.by ? ` by ${changed.by}` : '';
  return {
    words: `${flag} was changed${who} in the meantime`,
    remedy: 'look at the flag, then decide whether the release goes on from there or back',
  };
}

/** A refusal that the service explains itself, or an answer that is none. @param detail its words */
export function refused({ service }: Place, status: number, detail: string): FlagFailure {
  if (status < 300) {
    const words = `${service} answers in a way that Sluice can't read (HTTP ${status})`;
    return failure('other', words, 'do it in the service by hand, and report its version to those who maintain Sluice');
  }
  return failure(
    'other',
    `${service} refuses (HTTP ${status})${detail && `: ${detail}`}`,
    'do it in the service by hand, or ask its administrators',
  );
}

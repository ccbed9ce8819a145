/**
 * The words after `/deploy` that ask for something else than a release, in the order of the help. A service of such a name
 * could not be asked for, so the catalogue refuses it.
 */
export const deployWords = [
  'plan',
  'set',
  'flag',
  'flags',
  'status',
  'history',
  'report',
  'pause',
  'resume',
  'promote',
  'abort',
  'rollback',
  'help',
] as const;
export type DeployWord = (typeof deployWords)[number];

/** Before an environment: the version goes through those before it, one after the other. */
export const throughWord = 'through';

/** Before the name of a set of services. */
export const setWord = 'set';

/** What stands for the version where a set is asked for: each of its services has one. */
export const setVersion = 'set';

/** After “with”, it is followed by a feature flag and not by a strategy: no strategy may have that name. */
export const flagWord = 'flag';

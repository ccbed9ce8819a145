import type { FlagRelease, Target } from '../domain/target.ts';
import type { ConfigProblem } from './issues.ts';

/**
 * What is wrong between a target's flags, the service that they are in, and the source of figures.
 * @param finestOf the smallest difference of percentages that its kind can keep; null where it keeps no flags
 * @param counts whether its source of figures counts requests
 */
export function flagProblems(
  target: Target,
  finestOf: (flags: Target['flags']) => number | null,
  counts: (metrics: Target['metrics']) => boolean,
): ConfigProblem[] {
  const { releaseFlags = [], service, environment, metrics } = target;
  if (releaseFlags.length === 0) return [];
  const finest = finestOf(target.flags);
  const at = { path: ['services', service], at: 'key' as const };
  if (finest === null) {
    const message = `moves flags in ${environment} (releaseFlags), but has no service of them there: set \`flags\``;
    return [{ ...at, message }];
  }
  const uncounted = releaseFlags.flatMap(({ flag, compareBy: by }) => {
    if (!by || counts(metrics)) return [];
    const message = `in ${environment} flag ${flag} cannot be compared by ${by.label}: \`metrics\` there is of kind ${metrics.kind}, which counts no requests`;
    return [{ ...at, message }];
  });
  return [...uncounted, ...releaseFlags.flatMap((flag) => tooFine(flag, finest, target))];
}

/** Shares that the service of the flags cannot keep. */
function tooFine(
  { flag, steps: list }: FlagRelease,
  finest: number,
  { service, environment }: Target,
): ConfigProblem[] {
  const at = { path: ['services', service], at: 'key' as const };
  return list
    .filter(({ percent }) => !isMultiple(percent, finest))
    .map(({ percent }) => ({
      ...at,
      message: `in ${environment} flag ${flag} cannot be at ${percent} %: its service keeps steps of ${finest} %`,
    }));
}

function isMultiple(percent: number, finest: number): boolean {
  const times = percent / finest;
  return Math.abs(times - Math.round(times)) < 1e-6;
}

import { z } from 'zod';
import type { FlagRelease, Target } from '../domain/target.ts';
import { bake, usualBakeMs } from '../strategies/bake.ts';
import { field } from './fields.ts';
import type { ConfigProblem } from './issues.ts';

/** How a flag goes on where nothing is said, as it would be written. */
const usualSteps = [5, 25, 50, 100].map((percent) => ({ percent, bake: '2m' }));

const share = 'expected a percentage above 0 and up to 100, such as 5';

const steps = z
  .array(
    z.strictObject({
      percent: z
        .number({ error: share })
        .gt(0, { error: share })
        .max(100, { error: share })
        .meta({
          description: 'Percentage of the users who get the feature, of those whom no rule of the flag singles out.',
          examples: [5],
        }),
      bake,
    }),
    { error: 'expected a list of steps such as {percent: 5, bake: 2m}' },
  )
  .min(1, { error: 'name at least one step' })
  .superRefine((all, context) => {
    all.forEach((step, index) => {
      const before = all[index - 1];
      if (before === undefined || step.percent > before.percent) return;
      const message = `expected more than the ${before.percent} of the step before`;
      context.addIssue({ code: 'custom', path: [index, 'percent'], message });
    });
  });

/** The name of a flag, as it can be typed in a command. */
const flagName = z
  .string({ error: 'expected the name of a feature flag' })
  .regex(/^[^\s\p{C}]{1,255}$/u, { error: 'a flag has a name without spaces, of at most 255 characters' });

const one = z
  .strictObject({
    flag: flagName.meta({ description: 'The flag, by its name in the flag service.', examples: ['new-pricing'] }),
    off: field(
      z.boolean(),
      'Whether it is switched off for everybody before the new version is deployed. Otherwise it stays as it is until then.',
      true,
    ),
    steps: field(steps, 'Percentages, growing, each watched for its `bake`, once the new version is in.', usualSteps),
  })
  .transform(({ flag, off = true, steps: written }): FlagRelease => {
    const list = written ?? steps.parse(usualSteps);
    return { flag, off, steps: list.map(({ percent, bake: ms }) => ({ percent, bakeMs: ms ?? usualBakeMs })) };
  });

/** The flags that move with a release. */
export const flagReleases = z
  .array(one, { error: 'expected a list of flags such as {flag: new-pricing}' })
  .superRefine((all, context) => {
    all.forEach(({ flag }, index) => {
      if (all.findIndex((other) => other.flag === flag) === index) return;
      context.addIssue({ code: 'custom', path: [index, 'flag'], message: `${flag} stands there twice` });
    });
  });

/** How a flag moves that a request names and the catalogue does not. */
export function usualFlagRelease(flag: string): FlagRelease {
  return one.parse({ flag });
}

/**
 * What is wrong between a target's flags and the service that they are in.
 * @param finestOf the smallest difference of percentages that its kind can keep; null where it keeps no flags
 */
export function flagProblems(target: Target, finestOf: (flags: Target['flags']) => number | null): ConfigProblem[] {
  const { releaseFlags = [], service, environment } = target;
  if (releaseFlags.length === 0) return [];
  const finest = finestOf(target.flags);
  const at = { path: ['services', service], at: 'key' as const };
  if (finest === null) {
    const message = `moves flags in ${environment} (releaseFlags), but has no service of them there: set \`flags\``;
    return [{ ...at, message }];
  }
  return releaseFlags.flatMap(({ flag, steps: list }) =>
    list
      .filter(({ percent }) => !isMultiple(percent, finest))
      .map(({ percent }) => ({
        ...at,
        message: `in ${environment} flag ${flag} cannot be at ${percent} %: its service keeps steps of ${finest} %`,
      })),
  );
}

function isMultiple(percent: number, finest: number): boolean {
  const times = percent / finest;
  return Math.abs(times - Math.round(times)) < 1e-6;
}

import { z } from 'zod';
import type { FlagRelease } from '../domain/target.ts';
import { labelName } from '../providers/metrics/settings.ts';
import { field } from './fields.ts';
import { flagSteps, keptSteps, usualSteps } from './flag-steps.ts';

/** The name of a flag, as it can be typed in a command. */
const flagName = z
  .string({ error: 'expected the name of a feature flag' })
  .regex(/^[^\s\p{C}]{1,255}$/u, { error: 'a flag has a name without spaces, of at most 255 characters' });

const labelValues = 'expected a text such as "new", or a list of texts';
const labelValue = z
  .string({ error: labelValues })
  .max(1024, { error: 'a value of a label has at most 1,024 characters' });
const oneOrMore = z
  .union([labelValue, z.array(labelValue).min(1)], { error: labelValues })
  .transform((written) => [written].flat());

const compareBy = z
  .strictObject({
    label: labelName.meta({ description: 'A label of the counter of requests.', examples: ['feature'] }),
    on: oneOrMore.meta({ description: 'Its value, or values, with the flag on.', examples: ['new'] }),
    off: oneOrMore.meta({
      description: 'Its value, or values, with the flag off; `""` where a series then has no such label.',
      examples: ['old'],
    }),
  })
  .superRefine(({ on, off }, context) => {
    const both = off.find((value) => on.includes(value));
    if (both === undefined) return;
    const message = `“${both}” stands for the flag on and off: name either`;
    context.addIssue({ code: 'custom', path: ['off'], message });
  });

const one = z
  .strictObject({
    flag: flagName.meta({ description: 'The flag, by its name in the flag service.', examples: ['new-pricing'] }),
    off: field(
      z.boolean(),
      'Whether it is switched off for everybody before the new version is deployed. Otherwise it stays as it is until then.',
      true,
    ),
    moves: field(
      z.enum(['always', 'asked'], { error: 'expected always or asked' }),
      '`always`: with every release. `asked`: only where somebody names it, `with flag …` or by itself.',
      'always',
    ),
    steps: field(
      flagSteps,
      'Segments, then percentages, growing, each watched for its `bake`, once the new version is in.',
      usualSteps,
    ),
    compareBy: field(
      compareBy,
      'A label by which requests with the flag on are told from those with it off. They are compared with each other then; without it, all requests of the service are watched together.',
    ),
  })
  .superRefine(({ steps = [], compareBy: by }, context) => {
    if (by) return;
    const index = steps.findIndex(({ goal }) => goal !== undefined);
    if (index < 0) return;
    const message = 'needs `compareBy`: nothing else tells those who have the feature from those who do not';
    context.addIssue({ code: 'custom', path: ['steps', index, 'goal'], message });
  })
  .transform(({ flag, off = true, moves, steps: written, compareBy: by }): FlagRelease => {
    return {
      flag,
      off,
      ...(moves === 'asked' ? { asked: true } : {}),
      ...keptSteps(written),
      ...(by ? { compareBy: by } : {}),
    };
  });

/** The flags that move with a release. */
export const flagReleases = z
  .array(one, { error: 'expected a list of flags such as {flag: new-pricing}' })
  .superRefine((all, context) => {
    all.forEach(({ flag }, index) => {
      if (all.findIndex((other) => other.flag === flag) === index) return;
      context.addIssue({ code: 'custom', path: [index, 'flag'], message: "expected a flag that isn't listed above" });
    });
  });

/** How a flag moves that a request names and the catalogue does not. */
export function usualFlagRelease(flag: string): FlagRelease {
  return one.parse({ flag });
}

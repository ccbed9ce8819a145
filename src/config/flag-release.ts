import { z } from 'zod';
import type { FlagRelease } from '../domain/target.ts';
import { labelName } from '../providers/metrics/settings.ts';
import { bake, usualBakeMs } from '../strategies/bake.ts';
import { field } from './fields.ts';

/** How a flag goes on where nothing is said, as it would be written. */
const usualSteps = [5, 25, 50, 100].map((percent) => ({ percent, bake: '2m' }));

const share = 'expected a percentage above 0 and up to 100, such as 5';

const stepSchema = z
  .strictObject({
    percent: z
      .number({ error: share })
      .gt(0, { error: share })
      .max(100, { error: share })
      .meta({
        description: 'Percentage of the users who get the feature, of those whom no rule of the flag singles out.',
        examples: [5],
      })
      .optional(),
    segment: z
      .string({ error: 'expected the name of a segment' })
      .min(1, { error: 'expected the name of a segment' })
      .max(255, { error: 'the name of a segment has at most 255 characters' })
      .meta({
        description: 'A segment whose members all get the feature, in place of a percentage. Segments come first.',
        examples: ['beta'],
      })
      .optional(),
    bake,
  })
  .superRefine(({ percent, segment }, context) => {
    if ((percent === undefined) !== (segment === undefined)) return;
    context.addIssue({ code: 'custom', message: 'name either a percent or a segment' });
  });
type WrittenStep = z.output<typeof stepSchema>;

const steps = z
  .array(stepSchema, { error: 'expected a list of steps such as {percent: 5, bake: 2m}' })
  .superRefine((all, context) => {
    if (!all.some(({ percent }) => percent !== undefined)) {
      context.addIssue({ code: 'custom', message: 'name at least one step with a percent' });
    }
    all.forEach((step, index) => {
      const message = outOfOrder(step, all.slice(0, index));
      if (message === null) return;
      const member = step.segment === undefined ? 'percent' : 'segment';
      context.addIssue({ code: 'custom', path: [index, member], message });
    });
  });

/** Why a step cannot follow those before it, or null. */
function outOfOrder({ percent, segment }: WrittenStep, before: readonly WrittenStep[]): string | null {
  const last = before.findLast((step) => step.percent !== undefined)?.percent;
  if (segment !== undefined) {
    if (before.some((step) => step.segment === segment)) return "expected a segment that isn't listed above";
    return last === undefined ? null : 'expected segments before percentages';
  }
  if (percent === undefined || last === undefined || percent > last) return null;
  return `expected more than the ${last} of the step before`;
}

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
      steps,
      'Segments, then percentages, growing, each watched for its `bake`, once the new version is in.',
      usualSteps,
    ),
    compareBy: field(
      compareBy,
      'A label by which requests with the flag on are told from those with it off. They are compared with each other then; without it, all requests of the service are watched together.',
    ),
  })
  .transform(({ flag, off = true, moves, steps: written, compareBy: by }): FlagRelease => {
    const list = written ?? steps.parse(usualSteps);
    const baked = list.map(({ bake: bakeMs = usualBakeMs, ...step }) => ({ ...step, bakeMs }));
    const segments = baked.flatMap(({ segment, bakeMs }) => (segment === undefined ? [] : [{ segment, bakeMs }]));
    return {
      flag,
      off,
      ...(moves === 'asked' ? { asked: true } : {}),
      ...(segments.length > 0 ? { segments } : {}),
      steps: baked.flatMap(({ percent, bakeMs }) => (percent === undefined ? [] : [{ percent, bakeMs }])),
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

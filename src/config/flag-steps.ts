import { z } from 'zod';
import type { FlagTest } from '../domain/flag-test.ts';
import type { FlagRelease } from '../domain/target.ts';
import { bake, usualBakeMs } from '../strategies/bake.ts';
import { writtenGoal } from '../strategies/written-goal.ts';
import { field } from './fields.ts';

/** How a flag goes on where nothing is said, as it would be written. */
export const usualSteps = [5, 25, 50, 100].map((percent) => ({ percent, bake: '2m' }));

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
    goal: field(
      writtenGoal,
      'Makes an A/B test of the step: those who have the feature (B) are compared by this with those who do not (A), for the time of its `bake`. Needs `compareBy`.',
    ),
    until: field(
      z.enum(['duration', 'result'], { error: 'expected duration or result' }),
      '`result`: the test is over as soon as one of them is better by the `goal` beyond doubt.',
      'duration',
    ),
    'without-result': field(
      z.enum(['a', 'b', 'ask'], { error: 'expected a, b or ask' }),
      'What comes after the test without a result, where nobody has ended it: `a`: the flag goes back. `b`: it goes on. `ask`: a person says.',
      'ask',
    ),
  })
  .superRefine((written, context) => {
    const wrong = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', path, message });
    const { percent, segment, goal, until } = written;
    if ((percent === undefined) === (segment === undefined)) wrong('name either a percent or a segment');
    if (goal === undefined && until === 'result') wrong('needs a `goal` by which the two are compared', 'until');
    if (goal === undefined && written['without-result'] !== undefined)
      wrong('says how an A/B test ends: name its `goal`', 'without-result');
    if (goal !== undefined && percent === 100)
      wrong('leaves nobody without the feature to compare with: name less than 100', 'percent');
  });
type WrittenStep = z.output<typeof stepSchema>;

export const flagSteps = z
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

/** Steps as they are written → as they are kept: segments, and the shares after them. */
export function keptSteps(written: z.output<typeof flagSteps> | undefined): Pick<FlagRelease, 'segments' | 'steps'> {
  const list = written ?? flagSteps.parse(usualSteps);
  const kept = list.map((step) => ({ ...step, held: { bakeMs: step.bake ?? usualBakeMs, ...testOf(step) } }));
  const segments = kept.flatMap(({ segment, held }) => (segment === undefined ? [] : [{ segment, ...held }]));
  return {
    ...(segments.length > 0 ? { segments } : {}),
    steps: kept.flatMap(({ percent, held }) => (percent === undefined ? [] : [{ percent, ...held }])),
  };
}

function testOf({ goal, until = 'duration', ...step }: WrittenStep): { test?: FlagTest } {
  return goal ? { test: { goal, until, withoutResult: step['without-result'] ?? 'ask' } } : {};
}

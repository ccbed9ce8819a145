import type { ActionOf } from '../actions/index.ts';
import { done, type StepRunner } from './step.ts';

export const prepareRoute: StepRunner<ActionOf<'route.prepare'>> = async (context) => {
  const problem = await context.router.check(context.target);
  if (problem) return { kind: 'fail', detail: problem };
  await context.router.prepare(context);
  return done('route knows both versions');
};

export const cleanRoute: StepRunner<ActionOf<'route.clean'>> = async (context) => {
  await context.router.clean(context);
  return done('route as before');
};

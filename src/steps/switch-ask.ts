import type { ActionOf } from '../actions/index.ts';
import { done, type StepRunner } from './step.ts';

/** Nothing moves before a person has said so; whoever has promoted the release has. */
export const askToSwitch: StepRunner<ActionOf<'switch.ask'>> = async ({ waived, promoted }) =>
  waived || promoted ? done('switched by hand') : { kind: 'ask', code: 'switch', detail: '' };

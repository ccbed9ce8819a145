import { abTest } from './ab-test.ts';
import { blueGreen } from './blue-green.ts';
import { canary } from './canary.ts';
import { darkLaunch } from './dark-launch.ts';
import { recreate } from './recreate.ts';
import { rolling } from './rolling.ts';
import type { StrategyKind } from './strategy.ts';

/** All kinds of strategy, in the order in which people read them. */
export const strategyKinds = [
  canary,
  blueGreen,
  darkLaunch,
  abTest,
  rolling,
  recreate,
] as const satisfies readonly StrategyKind[];

/** The kind that brings a version in where the catalogue says nothing. */
export const usualStrategy = canary.kind;

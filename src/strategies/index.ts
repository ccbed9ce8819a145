import { canary } from './canary.ts';
import { recreate } from './recreate.ts';
import { rolling } from './rolling.ts';
import type { StrategyKind } from './strategy.ts';

/** All kinds of strategy, in the order in which people read them. */
export const strategyKinds = [canary, rolling, recreate] as const satisfies readonly StrategyKind[];

/** The kind that brings a version in where the catalogue says nothing. */
export const usualStrategy = canary.kind;

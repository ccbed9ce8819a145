import type { z } from 'zod';
import type { GoalCounter } from '../../domain/goal.ts';
import type { Query } from '../../domain/target.ts';
import type { ProviderKind, SettingsSchema } from '../kind.ts';

export interface MetricKind<S extends SettingsSchema = SettingsSchema> extends ProviderKind<S> {
  /** How often (ms) it is asked when the catalogue says nothing; null: as often as sources usually are. */
  usualIntervalMs: number | null;
  /** What it is asked and answers under these settings; where that is nothing, the pods' own state is all that is watched. */
  answers(config: z.output<S>): readonly Query[];
  /** Why it cannot count by this what an A/B test compares, in words; null where it can. */
  cannotCount(counter: GoalCounter): string | null;
  /** What may help when it has no figures, beside correcting the catalogue. */
  remedy: string | null;
}

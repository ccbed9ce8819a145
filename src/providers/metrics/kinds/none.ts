import { z } from 'zod';
import type { MetricKind } from '../kind.ts';

const schema = z.strictObject({ kind: z.literal('none') });

/** Nothing but the pods' own state is looked at. */
export const none: MetricKind<typeof schema> = {
  schema,
  permissions: [],
  objects: () => [],
  usualIntervalMs: null,
  answers: () => [],
  cannotCount: () => 'counts nothing',
  remedy: null,
};

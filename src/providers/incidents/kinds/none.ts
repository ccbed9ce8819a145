import { z } from 'zod';
import type { IncidentKind } from '../kind.ts';

const schema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'No incident notifier: alerts go to Slack only.' });

/** For services that need none, below a level that has one. */
export const none: IncidentKind<typeof schema> = { schema, permissions: [], objects: () => [] };

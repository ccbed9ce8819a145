import { z } from 'zod';
import type { IncidentKind } from '../../kind.ts';

const schema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'No second road: Slack is the only one.' });

/** For services that need no other road, below a level that has one. */
export const none: IncidentKind<typeof schema> = { schema, permissions: [], objects: () => [] };

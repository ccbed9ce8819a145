import { z } from 'zod';
import type { SourceKind } from '../kind.ts';

const schema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'Nothing is told about what is in a version.' });

export const none: SourceKind<typeof schema> = { schema, permissions: [], objects: () => [], asks: false };

import { z } from 'zod';
import type { FlagKind } from '../kind.ts';

const schema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'No flag service: releases change no flags.' });

/** For services that need none, below a level that has one. */
export const none: FlagKind<typeof schema> = { schema, permissions: [], objects: () => [], finest: null };

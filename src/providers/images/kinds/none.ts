import { z } from 'zod';
import type { ImageKind } from '../kind.ts';

const schema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'No registry is asked: the version is used as the tag as is, and nothing is known about it.' });

export const none: ImageKind<typeof schema> = {
  schema,
  permissions: [],
  objects: () => [],
  insteadOfAsking: 'versions are taken at their word',
};

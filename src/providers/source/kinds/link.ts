import { z } from 'zod';
import type { SourceKind } from '../kind.ts';

const names = 'service|from|to|fromCommit|toCommit';

const schema = z
  .strictObject({
    kind: z.literal('link'),
    compare: z
      .string()
      .max(1000)
      .regex(
        /^https?:\/\/[^\s/{}]+(?:[/?#][^\s<>|"\\^`]*)?$/,
        'expected an http(s) address; {fields} may stand after the host',
      )
      .regex(
        new RegExp(`^(?:[^{}]|\\{(?:${names})\\})*$`),
        'knows only {service}, {from}, {to}, {fromCommit} and {toCommit}',
      )
      .meta({
        description:
          'Where people read what has changed, with {service}, {from} and {to} (versions), {fromCommit} and {toCommit} (from the image labels).',
        examples: ['https://git.example/{service}/compare/{fromCommit}...{toCommit}'],
      }),
  })
  .meta({ description: 'Nobody is asked: the card leads to a page that shows what has changed.' });
export type LinkConfig = z.infer<typeof schema>;

export const link: SourceKind<typeof schema> = { schema, permissions: [], objects: () => [], asks: false };

import { z } from 'zod';
import { hasOneSource, id, imageSource, ONE_SOURCE, plain, text } from './composition.ts';
import { accessory, actionsElement, contextElement, inputElement } from './elements.ts';
import { richText } from './rich-text.ts';

const block = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
    ...block,
  })
  .refine((value) => value.text !== undefined || value.fields !== undefined, 'missing required field: text');

const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    title: plain(2000).optional(),
    ...imageSource,
    ...block,
  })
  .refine(hasOneSource, ONE_SOURCE);

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
]);

/** Of all cells together, in characters. */
const TABLE_TEXT = 10_000;

const table = z.strictObject({
  type: z.literal('table'),
  rows: z
    .array(z.array(cell).min(1).max(20))
    .min(1)
    .max(100)
    .refine((rows) => textIn(rows).length <= TABLE_TEXT, `must be no more than ${TABLE_TEXT} characters`),
  column_settings: z
    .array(
      z
        .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(20)
    .optional(),
  ...block,
});

const common = [
  section,
  image,
  richText,
  z.strictObject({ type: z.literal('header'), text: plain(150), ...block }),
  z.strictObject({ type: z.literal('divider'), ...block }),
  z.strictObject({ type: z.literal('context'), elements: z.array(contextElement).min(1).max(10), ...block }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(actionsElement).min(1).max(25), ...block }),
  z.strictObject({
    type: z.literal('input'),
    label: plain(2000),
    element: inputElement,
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    ...block,
  }),
] as const;

const markdown = z.strictObject({ type: z.literal('markdown'), text: z.string().min(1).max(12_000), ...block });

/** What a message may hold: up to 50 blocks. */
export const messageBlocks = z.array(z.discriminatedUnion('type', [...common, table, markdown])).max(50);

/** What a modal or a home tab may hold: up to 100 blocks, no table and no markdown. */
const viewBlocks = z.array(z.discriminatedUnion('type', common)).max(100);

const viewBody = {
  blocks: viewBlocks,
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

export const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    ...viewBody,
  })
  .refine((view) => view.submit !== undefined || !view.blocks.some(({ type }) => type === 'input'), {
    path: ['submit'],
    error: '`submit` is required when an `input` block is within the `blocks` array',
  });

export const home = z.strictObject({ type: z.literal('home'), ...viewBody });

const attachmentText = z.string().max(40_000);

/** Legacy attachments: Sluice needs the coloured bar; the other fields are as Slack documents them. */
export const attachments = z
  .array(
    z.looseObject({
      color: z.string().optional(),
      fallback: attachmentText.optional(),
      text: attachmentText.optional(),
      pretext: attachmentText.optional(),
      title: attachmentText.optional(),
      blocks: messageBlocks.optional(),
    }),
  )
  .max(100);

/** All texts in it, one after the other. */
function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textIn).join('');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, inner]) => (key === 'text' && typeof inner === 'string' ? inner : textIn(inner)))
    .join('');
}

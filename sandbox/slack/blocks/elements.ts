import { z } from 'zod';
import { hasOneSource, imageSource, ONE_SOURCE, option, plain, text, url } from './composition.ts';
import { selects } from './selects.ts';
import { action, ask, dispatch, focus, place } from './shared.ts';

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a number');

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
  ...action,
  ...ask,
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(option).min(1).max(5),
  ...action,
  ...ask,
});

const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    ...action,
    ...focus,
    ...place,
    ...dispatch,
  })
  .refine(
    ({ min_length, max_length }) => (min_length ?? 0) <= (max_length ?? 3000),
    'min_length must not be above max_length',
  );

const numberInput = z.strictObject({
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: decimal.optional(),
  min_value: decimal.optional(),
  max_value: decimal.optional(),
  ...action,
  ...focus,
  ...place,
  ...dispatch,
});

const lineInput = <T extends string>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    initial_value: z.string().optional(),
    ...action,
    ...focus,
    ...place,
    ...dispatch,
  });

const imageElement = z
  .strictObject({ type: z.literal('image'), alt_text: z.string().min(1).max(2000), ...imageSource })
  .refine(hasOneSource, ONE_SOURCE);

/** What an actions block may hold. */
export const actionsElement = z.discriminatedUnion('type', [button, overflow, ...selects]);

/** What may stand beside a section. */
export const accessory = z.discriminatedUnion('type', [button, overflow, imageElement, ...selects]);

/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  lineInput('email_text_input'),
  lineInput('url_text_input'),
  ...selects,
]);

/** What a context block may hold. */
export const contextElement = z.discriminatedUnion('type', [imageElement, ...text().options]);

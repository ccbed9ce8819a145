import { z } from 'zod';
import {
  confirm,
  hasOneSource,
  id,
  imageSource,
  ONE_SOURCE,
  option,
  optionGroup,
  plain,
  richOption,
  text,
  url,
} from './composition.ts';

const action = { action_id: id.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const place = { placeholder: plain(150).optional() };
const ask = { confirm: confirm.optional() };
const dispatch = {
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a valid date in the form YYYY-MM-DD');
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a number');
const max = { max_selected_items: z.int().min(1).optional() };

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

const choices = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const ONE_LIST = 'must have exactly one of: options, option_groups';
const hasOneList = (element: { options?: unknown; option_groups?: unknown }) =>
  (element.options === undefined) !== (element.option_groups === undefined);

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...choices,
    initial_option: option.optional(),
    ...action,
    ...focus,
    ...place,
    ...ask,
  })
  .refine(hasOneList, ONE_LIST)
  .refine((element) => offers(element, element.initial_option), 'initial_option must be one of the options');

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...choices,
    initial_options: z.array(option).min(1).max(100).optional(),
    ...action,
    ...focus,
    ...place,
    ...ask,
    ...max,
  })
  .refine(hasOneList, ONE_LIST);

const chooser = <T extends string>(type: T) => ({ type: z.literal(type), ...action, ...focus, ...place, ...ask });

const radio = z.strictObject({
  type: z.literal('radio_buttons'),
  options: z.array(richOption).min(1).max(10),
  initial_option: richOption.optional(),
  ...action,
  ...focus,
  ...ask,
});

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  options: z.array(richOption).min(1).max(10),
  initial_options: z.array(richOption).min(1).max(10).optional(),
  ...action,
  ...focus,
  ...ask,
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(option).min(1).max(5),
  ...action,
  ...ask,
});

const selects = [
  staticSelect,
  multiStaticSelect,
  z.strictObject({
    ...chooser('external_select'),
    initial_option: option.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  z.strictObject({
    ...chooser('multi_external_select'),
    initial_options: z.array(option).min(1).max(100).optional(),
    min_query_length: z.int().min(0).optional(),
    ...max,
  }),
  z.strictObject({ ...chooser('users_select'), initial_user: z.string().optional() }),
  z.strictObject({ ...chooser('multi_users_select'), initial_users: z.array(z.string()).optional(), ...max }),
  z.strictObject({
    ...chooser('channels_select'),
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  z.strictObject({ ...chooser('multi_channels_select'), initial_channels: z.array(z.string()).optional(), ...max }),
  z.strictObject({ ...chooser('datepicker'), initial_date: date.optional() }),
  radio,
  checkboxes,
] as const;

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

export const imageElement = z
  .strictObject({ type: z.literal('image'), alt_text: z.string().min(1).max(2000), ...imageSource })
  .refine(hasOneSource, ONE_SOURCE);

/** What an actions block may hold. */
export const actionsElement = z.discriminatedUnion('type', [button, overflow, ...selects]);

/** What may stand beside a section. */
export const accessory = z.discriminatedUnion('type', [button, overflow, imageElement, ...selects]);

/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [plainTextInput, numberInput, ...selects]);

/** What a context block may hold. */
export const contextElement = z.discriminatedUnion('type', [imageElement, ...text().options]);

interface Choices {
  options?: { value: string }[] | undefined;
  option_groups?: { options: { value: string }[] }[] | undefined;
}

function offers(element: Choices, chosen: { value: string } | undefined): boolean {
  if (chosen === undefined) return true;
  const offered = element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? [];
  return offered.some(({ value }) => value === chosen.value);
}

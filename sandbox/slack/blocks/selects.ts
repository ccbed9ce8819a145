import { z } from 'zod';
import { option, optionGroup, richOption } from './composition.ts';
import { action, ask, focus, place } from './shared.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a valid date in the form YYYY-MM-DD');
const time = z.string().regex(/^\d{2}:\d{2}$/, 'must be a valid time in the form HH:mm');
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
};
const max = { max_selected_items: z.int().min(1).optional() };

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

/** Elements with which people choose; they may stand in actions, in inputs and beside sections. */
export const selects = [
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
  z.strictObject({ ...chooser('timepicker'), initial_time: time.optional(), timezone: z.string().optional() }),
  z.strictObject({
    type: z.literal('datetimepicker'),
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
    ...action,
    ...focus,
    ...ask,
  }),
  z.strictObject({ ...chooser('conversations_select'), initial_conversation: z.string().optional(), ...conversations }),
  z.strictObject({
    ...chooser('multi_conversations_select'),
    initial_conversations: z.array(z.string()).optional(),
    ...conversations,
    ...max,
  }),
  radio,
  checkboxes,
] as const;

interface Choices {
  options?: { value: string }[] | undefined;
  option_groups?: { options: { value: string }[] }[] | undefined;
}

function offers(element: Choices, chosen: { value: string } | undefined): boolean {
  if (chosen === undefined) return true;
  const offered = element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? [];
  return offered.some(({ value }) => value === chosen.value);
}

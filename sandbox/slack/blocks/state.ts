import type { Json, JsonObject } from '../protocol.ts';
import type { StateValues } from '../world/model.ts';
import { interactiveElements } from './find.ts';

/** Which field of an element's state holds the choice, and which field of the element holds the first one. */
const FIELDS: Record<string, { state: string; initial: string; empty: Json }> = {
  plain_text_input: { state: 'value', initial: 'initial_value', empty: null },
  email_text_input: { state: 'value', initial: 'initial_value', empty: null },
  url_text_input: { state: 'value', initial: 'initial_value', empty: null },
  number_input: { state: 'value', initial: 'initial_value', empty: null },
  static_select: { state: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { state: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { state: 'selected_option', initial: 'initial_option', empty: null },
  checkboxes: { state: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { state: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { state: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { state: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { state: 'selected_users', initial: 'initial_users', empty: [] },
  channels_select: { state: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { state: 'selected_channels', initial: 'initial_channels', empty: [] },
  conversations_select: { state: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: { state: 'selected_conversations', initial: 'initial_conversations', empty: [] },
  timepicker: { state: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { state: 'selected_date_time', initial: 'initial_date_time', empty: null },
  datepicker: { state: 'selected_date', initial: 'initial_date', empty: null },
};

/** Which field of state and action an element type fills; undefined for buttons and menus without a state. */
export function stateField(type: string): string | undefined {
  return FIELDS[type]?.state;
}

/**
 * The state of all inputs as Slack sends it: what the person chose, or what the bot preset, or empty.
 * Choices for elements that are no longer there are dropped.
 */
export function completeState(blocks: JsonObject[], given: StateValues): StateValues {
  const values: StateValues = {};
  for (const { blockId, element } of interactiveElements(blocks)) {
    const type = String(element['type']);
    const field = FIELDS[type];
    if (!field) continue;
    const actionId = String(element['action_id']);
    const chosen = given[blockId]?.[actionId];
    const preset = element[field.initial] ?? field.empty;
    const held = values[blockId] ?? {};
    held[actionId] = { type, [field.state]: chosen?.[field.state] ?? (chosen ? field.empty : preset) };
    values[blockId] = held;
  }
  return values;
}

/** Errors that Slack's own client shows before it sends anything, by block_id. */
export function missingInputs(blocks: JsonObject[], values: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, element, block } of interactiveElements(blocks)) {
    if (block['type'] !== 'input' || block['optional'] === true) continue;
    const field = FIELDS[String(element['type'])];
    if (!field) continue;
    const value = values[blockId]?.[String(element['action_id'])]?.[field.state];
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (empty) errors[blockId] = 'Please complete this required field.';
  }
  return errors;
}

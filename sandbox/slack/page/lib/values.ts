import type { Json, JsonObject, PageView } from '../../protocol.ts';
import { isObject, label, list, num, obj, str, strings } from './json.ts';

/** Slack's `state.values`: block_id → action_id → element state. */
export type Values = Record<string, Record<string, JsonObject>>;

export interface Field {
  blockId: string;
  block: JsonObject;
  element: JsonObject;
}

/** Which field of an element's state carries its value, and where its starting value stands in the element. */
const SHAPES: Record<string, { key: string; initial: string; empty: Json }> = {
  plain_text_input: { key: 'value', initial: 'initial_value', empty: null },
  email_text_input: { key: 'value', initial: 'initial_value', empty: null },
  url_text_input: { key: 'value', initial: 'initial_value', empty: null },
  number_input: { key: 'value', initial: 'initial_value', empty: null },
  static_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', empty: null },
  users_select: { key: 'selected_user', initial: 'initial_user', empty: null },
  channels_select: { key: 'selected_channel', initial: 'initial_channel', empty: null },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', empty: [] },
  checkboxes: { key: 'selected_options', initial: 'initial_options', empty: [] },
  datepicker: { key: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { key: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** Gives blocks and elements without an id the one that Slack would invent, stable by position. */
export function withIds(blocks: JsonObject[], prefix = 'b'): JsonObject[] {
  return blocks.map((block, index) => {
    const named: JsonObject = { ...block, block_id: str(block, 'block_id') || `${prefix}${index}` };
    const name = (element: JsonObject, at: number) =>
      isObject(element) && !str(element, 'action_id') ? { ...element, action_id: `a${at}` } : element;
    if (str(block, 'type') === 'actions') named['elements'] = list(block, 'elements').map(name);
    for (const key of ['element', 'accessory']) {
      const element = obj(block, key);
      if (element) named[key] = name(element, 0);
    }
    return named;
  });
}

/** The elements of these blocks that hold a value. */
export function fieldsOf(blocks: JsonObject[]): Field[] {
  return blocks.flatMap((block) => {
    const elements = [obj(block, 'element'), obj(block, 'accessory')].filter((entry) => entry !== undefined);
    if (str(block, 'type') === 'actions') elements.push(...list(block, 'elements'));
    return elements
      .filter((element) => Object.hasOwn(SHAPES, str(element, 'type')))
      .map((element) => ({ blockId: str(block, 'block_id'), block, element }));
  });
}

/** An element's state with `value` in Slack's shape; without a value, as it starts. */
export function elementState(element: JsonObject, value?: Json): JsonObject {
  const type = str(element, 'type');
  const shape = SHAPES[type];
  if (!shape) return { type };
  const start = element[shape.initial] ?? shape.empty;
  return { type, [shape.key]: value === undefined ? start : value };
}

/** The current value inside an element's state (text, option, list of options, id, or null). */
export function valueIn(state: JsonObject | undefined): Json {
  const shape = SHAPES[str(state, 'type')];
  return (shape && state?.[shape.key]) ?? null;
}

/** All options of a select, flat, groups opened. */
export function optionsOf(element: JsonObject): JsonObject[] {
  return [...list(element, 'options'), ...list(element, 'option_groups').flatMap((group) => list(group, 'options'))];
}

function stillOffered(element: JsonObject, state: JsonObject): boolean {
  const type = str(element, 'type');
  const selected = obj(state, 'selected_option');
  if (!['static_select', 'radio_buttons'].includes(type) || !selected) return true;
  return optionsOf(element).some((option) => str(option, 'value') === str(selected, 'value'));
}

/**
 * The values of a container whose blocks may have just been replaced: what was typed or chosen stays where block_id,
 * action_id and type are the same and the choice is still offered (as in Slack); the rest starts anew.
 */
export function reconcile(previous: Values, blocks: JsonObject[]): Values {
  const values: Values = {};
  for (const { blockId, element } of fieldsOf(blocks)) {
    const actionId = str(element, 'action_id');
    const before = previous[blockId]?.[actionId];
    const keep = before && str(before, 'type') === str(element, 'type') && stillOffered(element, before);
    values[blockId] = { ...values[blockId], [actionId]: keep ? before : elementState(element) };
  }
  return values;
}

/** What the server remembers of a view that was open before the page was (re)loaded. */
export function typedBefore(view: PageView): Values {
  const blocks = Object.entries(obj(obj(view.view, 'state'), 'values') ?? {});
  return Object.fromEntries(
    blocks.map(([blockId, states]) => {
      const known = isObject(states) ? Object.entries(states) : [];
      return [blockId, Object.fromEntries(known.filter((entry): entry is [string, JsonObject] => isObject(entry[1])))];
    }),
  );
}

/** A copy of `values` with one element's state replaced. */
export function withValue(values: Values, blockId: string, actionId: string, state: JsonObject): Values {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What Slack's client refuses by itself before it submits a view: words by block_id. */
export function problems(blocks: JsonObject[], values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { blockId, block, element } of fieldsOf(blocks)) {
    if (str(block, 'type') !== 'input') continue;
    const value = valueIn(values[blockId]?.[str(element, 'action_id')]);
    const optional = block['optional'] === true;
    if (isEmpty(value)) {
      if (!optional) found[blockId] = 'Please complete this required field.';
    } else if (typeof value === 'string' && value.length < (num(element, 'min_length') ?? 0)) {
      found[blockId] = `Please enter at least ${num(element, 'min_length')} characters.`;
    }
  }
  return found;
}

/**
 * An entry of `actions` in Slack's block_actions payload. `chosen` holds what the kind of element adds, e.g.
 * {selected_option} of an overflow menu; `nowMs` becomes action_ts.
 */
export function actionOf(blockId: string, element: JsonObject, chosen: JsonObject, nowMs: number): JsonObject {
  const action: JsonObject = {
    type: str(element, 'type'),
    action_id: str(element, 'action_id'),
    block_id: blockId,
    action_ts: (nowMs / 1000).toFixed(6),
    ...chosen,
  };
  if (str(element, 'type') !== 'button') return action;
  const { text, value, style } = element;
  return { ...action, ...(text && { text }), ...(value !== undefined && { value }), ...(style && { style }) };
}

/** Slack's default: a text input of a dispatching block acts on Enter unless its config says otherwise. */
export function dispatchesOn(
  field: { block: JsonObject; element: JsonObject },
  trigger: 'enter' | 'character',
): boolean {
  if (field.block['dispatch_action'] !== true) return false;
  const wanted = strings(obj(field.element, 'dispatch_action_config'), 'trigger_actions_on');
  const triggers = wanted.length > 0 ? wanted : ['on_enter_pressed'];
  return triggers.includes(trigger === 'enter' ? 'on_enter_pressed' : 'on_character_entered');
}

/** The words of an option, without markup. */
export function optionText(option: JsonObject | undefined): string {
  return label(option, 'text');
}

import type { FoundElement } from '../blocks/find.ts';
import { isObject } from '../blocks/find.ts';
import { stateField } from '../blocks/state.ts';
import type { Json, JsonObject } from '../protocol.ts';

/** A choice in a test's words: text, an option's value, ids, or several of them; or Slack's own shape. */
export type Choice = string | number | readonly string[] | JsonObject | null;

/**
 * Turns a choice into the element's state, e.g. {type: 'static_select', selected_option: {…}}.
 *
 * @throws Error when the element has no such option
 */
export function chosenState({ element }: FoundElement, choice: Choice): JsonObject {
  const type = String(element['type']);
  const field = type === 'overflow' ? 'selected_option' : stateField(type);
  if (field === undefined) return {};
  return { type, [field]: valueFor(element, field, choice) };
}

function valueFor(element: JsonObject, field: string, choice: Choice): Json {
  if (choice === null) return field.endsWith('s') ? [] : null;
  if (field === 'selected_option') return optionFor(element, choice);
  if (field === 'selected_options') return list(choice).map((one) => optionFor(element, one));
  if (field.endsWith('s')) return list(choice).map(String);
  if (field === 'selected_date_time') return Number(choice);
  return String(choice);
}

function list(choice: Choice): (string | JsonObject)[] {
  if (Array.isArray(choice)) return [...choice];
  return [isObject(choice) ? choice : String(choice)];
}

function optionFor(element: JsonObject, choice: Choice): JsonObject {
  if (isObject(choice)) return choice;
  const value = String(choice);
  const offered = optionsOf(element);
  const found = offered.find((option) => option['value'] === value);
  if (found) return found;
  if (String(element['type']).includes('external')) return { text: { type: 'plain_text', text: value }, value };
  const known = offered.map((option) => String(option['value'])).join(', ');
  throw new Error(`${String(element['action_id'])} has no option "${value}". It has: ${known}`);
}

function optionsOf(element: JsonObject): JsonObject[] {
  const { options, option_groups: groups } = element;
  if (Array.isArray(options)) return options.filter(isObject);
  if (!Array.isArray(groups)) return [];
  return groups.filter(isObject).flatMap((group) => {
    const inner = group['options'];
    return Array.isArray(inner) ? inner.filter(isObject) : [];
  });
}

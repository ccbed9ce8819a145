import type { Json, JsonObject } from '../../protocol.ts';

/** Reading Block Kit JSON: absent and wrongly typed fields read as empty, as Slack's own client treats them. */

/** The text at `key`, '' when there is none. */
export function str(source: JsonObject | undefined, key: string): string {
  const value = source?.[key];
  return typeof value === 'string' ? value : '';
}

/** The number at `key`, undefined when there is none. */
export function num(source: JsonObject | undefined, key: string): number | undefined {
  const value = source?.[key];
  return typeof value === 'number' ? value : undefined;
}

/** True only for a literal true at `key`. */
export function flag(source: JsonObject | undefined, key: string): boolean {
  return source?.[key] === true;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `key`, undefined when there is none. */
export function obj(source: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = source?.[key];
  return isObject(value) ? value : undefined;
}

/** The objects of the list at `key`. */
export function list(source: JsonObject | undefined, key: string): JsonObject[] {
  const value = source?.[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The strings of the list at `key`. */
export function strings(source: JsonObject | undefined, key: string): string[] {
  const value = source?.[key];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The words of a plain_text or mrkdwn object at `key`, unrendered. */
export function label(source: JsonObject | undefined, key: string): string {
  return str(obj(source, key), 'text');
}

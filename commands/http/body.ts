import { parse } from 'node:querystring';

/** What Bolt takes for granted of anything that Slack sends: an object that says what it is, by one of these. */
const kinds = ['command', 'type', 'ssl_check'] as const;
export type Said = Record<string, unknown>;

/** What a request says: a form, or JSON, or a form with JSON in it. Null where it is nothing that Slack sends. */
export function readSaid(body: Buffer, contentType: string | undefined): Said | null {
  const text = body.toString();
  try {
    if (!contentType?.startsWith('application/x-www-form-urlencoded')) return sound(JSON.parse(text));
    const form = parse(text);
    return sound(typeof form['payload'] === 'string' ? JSON.parse(form['payload']) : form);
  } catch {
    return null;
  }
}

function sound(said: unknown): Said | null {
  if (typeof said !== 'object' || said === null) return null;
  return kinds.some((kind) => typeof (said as Said)[kind] === 'string') ? (said as Said) : null;
}

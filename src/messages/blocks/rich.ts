import type { Person } from '../../domain/request.ts';
import { clip, tidy } from '../../words/escape.ts';
import { date } from '../../words/format.ts';
import { linkable } from '../../words/people.ts';
import { safeUrl } from '../../words/words.ts';

/** Text with its formatting beside it: Slack parses nothing in it, so nothing needs escaping. */
export type RichElement =
  | { type: 'text'; text: string; style?: { bold: true } }
  | { type: 'link'; url: string; text: string }
  | { type: 'user'; user_id: string }
  | { type: 'date'; timestamp: number; format: string; fallback: string };

/** A piece of a table's cell, and the same as plain text. */
export interface Rich {
  element: RichElement;
  plain: string;
}

/** Longer values than this from people or systems are cut: a cell has room for so much. */
const longestValue = 40;

/** Our own fixed text between values; spaces and line breaks stay. */
export function rich(text: string): Rich {
  return { element: { type: 'text', text }, plain: text };
}

/** A value from anywhere. */
export function richValue(value: string, style: 'bold' | 'plain' = 'plain'): Rich {
  const text = clip(tidy(value) || '–', longestValue);
  return { element: { type: 'text', text, ...(style === 'bold' && { style: { bold: true } }) }, plain: text };
}

/** What leads to an address; plain text where it is none that can be linked. */
export function richLink(url: string | null, text: string): Rich {
  const safe = url === null ? null : safeUrl(url);
  return safe === null ? richValue(text) : { element: { type: 'link', url: safe, text }, plain: text };
}

/** A moment (ms since the epoch) in the reader's own time zone. */
export function richDate(at: number): Rich {
  const { plain } = date(at);
  const timestamp = Math.floor(at / 1000);
  return { element: { type: 'date', timestamp, format: '{date_short_pretty} {time}', fallback: plain }, plain };
}

/** A person so that Slack shows what they are called; by name where the id is not one of Slack's. */
export function richPerson(person: Person): Rich {
  const plain = callName(person);
  return linkable(person.id)
    ? { element: { type: 'user', user_id: person.id }, plain }
    : richValue(plain === '' ? '–' : plain);
}

/** "@aoi"; empty where nothing but an id is known, which says nothing to people. */
export function callName({ name }: Person): string {
  const known = tidy(name);
  return known === '' || linkable(known) ? '' : `@${clip(known, longestValue)}`;
}

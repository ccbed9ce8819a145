import { checkMessageBlocks, checkView } from '../../../sandbox/slack/index.ts';

/** A workspace with one uploaded file, F1. */
export const files = { hasFile: (id: string) => id === 'F1' };
/** A text object without formatting. */
export const plain = (text: string) => ({ type: 'plain_text', text });
/** A text object with Slack's formatting. */
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
/** A text of this many characters. */
export const long = (length: number) => 'x'.repeat(length);
/** An option of a menu. */
export const option = (value: string, text = value) => ({ text: plain(text), value });
/** A button with what else it has. */
export const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
/** A block of these buttons and menus. */
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
/** A section with what it has. */
export const section = (extra: object) => ({ type: 'section', ...extra });
/** An input block around an element. */
export const input = (element: object, extra: object = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...extra,
});
/** This many of what `make` makes of 0, 1 and so on. */
export const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** What Slack says against these blocks in a message. */
export function faults(...blocks: object[]): string[] {
  const checked = checkMessageBlocks(blocks, files);
  return checked.ok ? [] : checked.errors;
}

/** What Slack says against an empty modal with what else it has. */
export function viewFaults(extra: object): string[] {
  const checked = checkView({ type: 'modal', title: plain('Title'), blocks: [], ...extra }, 'modal', files);
  return checked.ok ? [] : checked.errors;
}

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useContainer } from '../lib/context.ts';
import { flag, label, num, str } from '../lib/json.ts';
import { dispatchesOn, elementState } from '../lib/values.ts';
import { useElement } from './dispatching.ts';
import type { ElementProps } from './Element.tsx';

/** Slack waits for a pause in the typing before it tells the bot of new characters. */
const TYPING_PAUSE_MS = 300;

const NATIVE: Record<string, string> = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' };

/** The text of a field, and what typing and Enter do to it. */
function useTyping(props: ElementProps) {
  const { blockId, element, block } = props;
  const container = useContainer();
  const { value } = useElement(props);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(container);
  useEffect(() => {
    latest.current = container;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const text = typeof value === 'string' ? value : '';
  const send = (typed: string) => {
    clearTimeout(timer.current);
    const state = elementState(element, typed || null);
    void latest.current.dispatch(blockId, element, { value: typed || null }, state);
  };
  const type = (typed: string) => {
    container.change(blockId, element, elementState(element, typed || null));
    if (!dispatchesOn({ block, element }, 'character')) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(typed), TYPING_PAUSE_MS);
  };
  return { text, type, send: () => send(text), isWrong: container.errors[blockId] !== undefined };
}

/** Text, number, address: typed by hand. */
export function TextElement(props: ElementProps): ReactNode {
  const { element, block } = props;
  const { text, type, send, isWrong } = useTyping(props);
  const multiline = flag(element, 'multiline');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || (multiline && event.shiftKey)) return;
    if (!dispatchesOn({ block, element }, 'enter')) return;
    event.preventDefault();
    send();
  };
  const shared = {
    id: props.domId,
    className: 'text-input',
    'aria-label': props.domId ? undefined : props.name,
    'aria-describedby': props.describedBy,
    'aria-invalid': isWrong || undefined,
    'data-action-id': str(element, 'action_id'),
    placeholder: label(element, 'placeholder'),
    maxLength: num(element, 'max_length'),
    value: text,
    onKeyDown,
  };
  if (multiline) return <textarea {...shared} rows={4} onChange={(event) => type(event.target.value)} />;
  const kind = str(element, 'type');
  const inputMode = kind === 'number_input' ? (flag(element, 'is_decimal_allowed') ? 'decimal' : 'numeric') : undefined;
  return (
    <input
      {...shared}
      type={NATIVE[kind] ?? 'text'}
      inputMode={inputMode}
      onChange={(event) => type(event.target.value)}
    />
  );
}

const pad = (part: number) => String(part).padStart(2, '0');

function localInput(seconds: number): string {
  const at = new Date(seconds * 1000);
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** Day, time, or both: the browser's own pickers. */
export function DateElement(props: ElementProps): ReactNode {
  const { value, choose } = useElement(props);
  const type = str(props.element, 'type');
  const native = type === 'datepicker' ? 'date' : type === 'timepicker' ? 'time' : 'datetime-local';
  const shown = typeof value === 'number' ? localInput(value) : typeof value === 'string' ? value : '';
  const read = (text: string) => {
    if (!text) return null;
    return type === 'datetimepicker' ? Math.floor(new Date(text).getTime() / 1000) : text;
  };
  return (
    <input
      id={props.domId}
      className="text-input date-input"
      type={native}
      aria-label={props.domId ? undefined : props.name || label(props.element, 'placeholder') || 'Date'}
      aria-describedby={props.describedBy}
      data-action-id={str(props.element, 'action_id')}
      value={shown}
      onChange={(event) => choose(read(event.target.value))}
    />
  );
}

import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { PageState } from '../../protocol.ts';
import type { Answer } from '../lib/api.ts';
import { completions, recall } from '../lib/commands.ts';

export interface ComposerProps {
  /** Accessible name and placeholder, e.g. "Message #deploys". */
  name: string;
  commands: PageState['commands'];
  /** Texts sent before by this person, oldest first. */
  sent: string[];
  /** A text that a hint wants here; taken once. */
  fill?: string | undefined;
  onFilled?(): void;
  autoFocus?: boolean;
  onSend(text: string): Promise<Answer>;
}

/** What a message box holds and does; its looks are the Composer's. */
export function useComposer({ commands, sent, fill, onFilled, autoFocus = false, onSend }: ComposerProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [back, setBack] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  useFocus(box, autoFocus);
  useTakenFill(box, fill, onFilled, (words) => {
    setText(words);
    setClosed(true);
  });
  const offers = closed ? [] : completions(commands, text);
  const edit = (next: string) => {
    setText(next);
    setActive(0);
    setClosed(false);
    setBack(0);
  };
  const send = async () => {
    const words = text.trim();
    if (!words) return;
    edit('');
    const answer = await onSend(words);
    if (!answer.ok) setText((now) => now || words);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const offer = offers[active];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const found = step !== 0 && (text === '' || back > 0) ? recall(sent, back - step) : undefined;
    if (offer && step !== 0) {
      event.preventDefault();
      setActive((active + step + offers.length) % offers.length);
    } else if (offer && (event.key === 'Tab' || (event.key === 'Enter' && text !== offer.command))) {
      event.preventDefault();
      edit(`${offer.command} `);
    } else if (offer && event.key === 'Escape') {
      event.stopPropagation();
      setClosed(true);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (found) {
      event.preventDefault();
      setText(found.text);
      setBack(found.back);
      setClosed(true);
    }
  };
  return { box, text, active, offers, edit, send, onKeyDown, close: () => setClosed(true) };
}

function useFocus(box: RefObject<HTMLTextAreaElement | null>, wanted: boolean): void {
  useEffect(() => {
    if (wanted) box.current?.focus({ preventScroll: true });
  }, [box, wanted]);
}

function useTakenFill(
  box: RefObject<HTMLTextAreaElement | null>,
  fill: string | undefined,
  onFilled: (() => void) | undefined,
  take: (text: string) => void,
): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (fill === undefined) return;
    latest.current(fill);
    box.current?.focus();
    onFilled?.();
  }, [box, fill, onFilled]);
}

import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { PageState } from '../../protocol.ts';
import type { Answer } from '../lib/api.ts';
import { commandFor, completions, recall } from '../lib/commands.ts';
import { Icon } from './Icon.tsx';

interface Props {
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

/** The message box: Enter sends, Shift+Enter breaks the line, "/" offers commands, ArrowUp brings back what was sent. */
export function Composer({ name, commands, sent, fill, onFilled, autoFocus = false, onSend }: Props): ReactNode {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [back, setBack] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => {
    if (fill === undefined) return;
    setText(fill);
    setClosed(true);
    box.current?.focus();
    onFilled?.();
  }, [fill, onFilled]);
  useEffect(() => {
    if (autoFocus) box.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  useGrowing(box, text);
  const offers = closed ? [] : completions(commands, text);
  const used = commandFor(commands, text);
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
    } else if (step !== 0 && (text === '' || back > 0)) {
      const found = recall(sent, back - step);
      if (!found) return;
      event.preventDefault();
      setText(found.text);
      setBack(found.back);
      setClosed(true);
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offers.length > 0 && (
        <div className="completion" role="listbox" id={id} aria-label="Commands">
          <div className="completion-head">Commands of Sluice</div>
          {offers.map((offer, index) => (
            <div
              key={offer.command}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={index === active ? 'completion-row is-active' : 'completion-row'}
              onMouseDown={(event) => {
                event.preventDefault();
                edit(`${offer.command} `);
              }}
            >
              <strong>{offer.command}</strong> <span className="completion-usage">{offer.usageHint}</span>
              <div className="completion-about">{offer.description}</div>
            </div>
          ))}
        </div>
      )}
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={name}
          aria-label={name}
          aria-autocomplete="list"
          aria-controls={offers.length > 0 ? id : undefined}
          aria-activedescendant={offers.length > 0 ? `${id}-${active}` : undefined}
          onChange={(event) => edit(event.target.value)}
          onBlur={() => setClosed(true)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
      <div className="composer-foot" aria-live="polite">
        {used ? `${used.command} ${used.usageHint}` : 'Enter sends · Shift+Enter makes a new line · / shows commands'}
      </div>
    </form>
  );
}

function useGrowing(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return;
    node.style.height = 'auto';
    node.style.height = `${Math.min(node.scrollHeight, 200)}px`;
  }, [box, text]);
}

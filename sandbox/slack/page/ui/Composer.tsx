import { type ReactNode, type RefObject, useId, useLayoutEffect } from 'react';
import { commandFor } from '../lib/commands.ts';
import { Completion } from './Completion.tsx';
import { Icon } from './Icon.tsx';
import { type ComposerProps, useComposer } from './useComposer.ts';

const HELP = 'Enter sends · Shift+Enter makes a new line · / shows commands';

/** The message box: Enter sends, Shift+Enter breaks the line, "/" offers commands, ArrowUp brings back what was sent. */
export function Composer(props: ComposerProps): ReactNode {
  const { box, text, active, offers, edit, send, onKeyDown, close } = useComposer(props);
  const id = useId();
  useGrowing(box, text);
  const used = commandFor(props.commands, text);
  const open = offers.length > 0;
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {open && <Completion id={id} offers={offers} active={active} onPick={edit} />}
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={props.name}
          aria-label={props.name}
          aria-autocomplete="list"
          aria-controls={open ? id : undefined}
          aria-activedescendant={open ? `${id}-${active}` : undefined}
          onChange={(event) => edit(event.target.value)}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
      <div className="composer-foot" aria-live="polite">
        {used ? `${used.command} ${used.usageHint}` : HELP}
      </div>
    </form>
  );
}

function useGrowing(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return;
    node.style.height = 'auto';
    node.style.height = `${Math.min(node.scrollHeight, 200)}px`;
  }, [box, text]);
}

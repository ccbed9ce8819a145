import { type ReactNode, useId } from 'react';
import { useMenu } from './useMenu.ts';

export interface MenuEntry {
  key: string;
  /** The words that typed letters find it by. */
  find: string;
  content: ReactNode;
  /** Set for menus of which one entry is the current one. */
  checked?: boolean;
  onSelect(): void | Promise<void>;
}

interface Props {
  label: string;
  buttonClass: string;
  entries: MenuEntry[];
  heading?: string;
  children: ReactNode;
}

function Entry({ entry, onPick }: { entry: MenuEntry; onPick(): void }): ReactNode {
  const role = entry.checked === undefined ? 'menuitem' : 'menuitemradio';
  return (
    <button
      type="button"
      role={role}
      {...(entry.checked !== undefined && { 'aria-checked': entry.checked })}
      className="menu-item"
      data-find={entry.find}
      tabIndex={-1}
      onClick={() => {
        onPick();
        void entry.onSelect();
      }}
    >
      {entry.content}
    </button>
  );
}

/** A button with a menu: arrows, Home, End and first letters move, Enter and Space choose, Escape closes. */
export function Menu({ label, buttonClass, entries, heading, children }: Props): ReactNode {
  const { open, root, button, close, move, openByKey, toggle } = useMenu();
  const id = useId();
  return (
    <div className="menu-root" ref={root}>
      <button
        type="button"
        ref={button}
        className={buttonClass}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
        onKeyDown={openByKey}
      >
        {children}
      </button>
      {open && (
        <div className="menu" role="menu" id={id} aria-label={label} tabIndex={-1} onKeyDown={move}>
          {heading && <div className="menu-heading">{heading}</div>}
          {entries.map((entry) => (
            <Entry key={entry.key} entry={entry} onPick={close} />
          ))}
        </div>
      )}
    </div>
  );
}

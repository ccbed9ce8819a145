import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuEntry {
  key: string;
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

/** A button with a menu: arrows, Home, End and first letters move, Enter and Space choose, Escape closes. */
export function Menu({ label, buttonClass, entries, heading, children }: Props): ReactNode {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  useEffect(() => {
    if (!open) return;
    const all = items();
    (all.find((item) => item.getAttribute('aria-checked') === 'true') ?? all[0])?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  });
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const target = nextItem(event.key, all, at);
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      setOpen(false);
    } else if (target) {
      event.preventDefault();
      target.focus();
    }
  };
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
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {open && (
        <div className="menu" role="menu" id={id} aria-label={label} tabIndex={-1} onKeyDown={move}>
          {heading && <div className="menu-heading">{heading}</div>}
          {entries.map((entry) => (
            <button
              type="button"
              key={entry.key}
              className="menu-item"
              tabIndex={-1}
              {...(entry.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemradio', 'aria-checked': entry.checked })}
              onClick={() => {
                close();
                void entry.onSelect();
              }}
            >
              {entry.content}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function nextItem(key: string, all: HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return all[(at + 1) % all.length];
  if (key === 'ArrowUp') return all[(at - 1 + all.length) % all.length];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const later = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return later.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}

import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

const FOCUSABLE = 'button, [href], input, select, textarea, [tabindex]:not([tabindex="-1"])';

function reachable(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (node) => !node.hasAttribute('disabled') && node.tabIndex >= 0 && node.getClientRects().length > 0,
  );
}

/**
 * Keeps the focus inside of a dialog while it is `active` (on top), gives it to the first field at the start and back
 * to where it was at the end. Returns the dialog's ref and what its root does with keys.
 */
export function useDialog(
  active: boolean,
  onEscape: () => void,
): { ref: RefObject<HTMLDivElement | null>; onKeyDown(event: KeyboardEvent): void } {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!active) return;
    const before = document.activeElement;
    const root = ref.current;
    const first = root?.querySelector<HTMLElement>('[data-autofocus], .dialog-body :is(input, select, textarea)');
    (first ?? root)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!active) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onEscape();
      return;
    }
    if (event.key !== 'Tab' || !ref.current) return;
    const all = reachable(ref.current);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    const inside = ref.current !== document.activeElement;
    if (document.activeElement !== edge && inside) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
  };
  return { ref, onKeyDown };
}

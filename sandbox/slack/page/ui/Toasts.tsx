import { type ReactNode, useCallback, useState } from 'react';

export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 6000;
let lastId = 0;

/** Short-lived notes, what adds one, and what takes one back that is told elsewhere already. */
export function useToasts(): { toasts: Toast[]; toast(text: string): void; withdraw(text: string): void } {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const add = useCallback((text: string) => {
    lastId += 1;
    const toast = { id: lastId, text };
    setToasts((all) => [...all.filter((entry) => entry.text !== text), toast].slice(-3));
    setTimeout(() => setToasts((all) => all.filter((entry) => entry !== toast)), SHOWN_MS);
  }, []);
  const withdraw = useCallback((text: string) => setToasts((all) => all.filter((entry) => entry.text !== text)), []);
  return { toasts, toast: add, withdraw };
}

export function Toasts({ toasts }: { toasts: Toast[] }): ReactNode {
  return (
    <div className="toasts" role="status" aria-live="assertive">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast">
          {toast.text}
        </div>
      ))}
    </div>
  );
}

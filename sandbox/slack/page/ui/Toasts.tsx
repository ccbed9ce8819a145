import { type ReactNode, useCallback, useState } from 'react';

export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 6000;
let lastId = 0;

/** Short-lived notes and what adds one. */
export function useToasts(): [Toast[], (text: string) => void] {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const add = useCallback((text: string) => {
    lastId += 1;
    const toast = { id: lastId, text };
    setToasts((all) => [...all.filter((entry) => entry.text !== text), toast].slice(-3));
    setTimeout(() => setToasts((all) => all.filter((entry) => entry !== toast)), SHOWN_MS);
  }, []);
  return [toasts, add];
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

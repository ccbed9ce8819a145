import type { JsonObject, PageAct, PageEvent, PageState } from '../../protocol.ts';

export type Answer = { ok: true; options?: JsonObject[]; option_groups?: JsonObject[] } | { ok: false; error: string };

const AWAY = 'The sandbox does not answer. Is it still running?';

/** What one person sees; for somebody unknown, what the server's first person sees. Throws when it does not answer. */
export async function fetchState(user: string): Promise<PageState> {
  const response = await fetch(`/_page/state?user=${encodeURIComponent(user)}`).catch(() => undefined);
  if (response?.status === 404 && user) return fetchState('');
  if (!response?.ok) throw new Error(AWAY);
  return (await response.json()) as PageState;
}

/** Does something as a person. Never throws: an unreachable server is an answer too. */
export async function postAct(act: PageAct): Promise<Answer> {
  try {
    const response = await fetch('/_page/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    const answer: unknown = await response.json();
    if (isAnswer(answer)) return answer;
    return { ok: false, error: `The sandbox answered with status ${response.status}.` };
  } catch {
    return { ok: false, error: AWAY };
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
}

const EVENTS = new Set(['message', 'message_deleted', 'home', 'modals', 'hints', 'bot', 'toast']);

/** An event of the WebSocket, or undefined for what this page does not know. */
export function parseEvent(data: unknown): PageEvent | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const event = JSON.parse(data) as PageEvent;
    return EVENTS.has(event?.type) ? event : undefined;
  } catch {
    return undefined;
  }
}

export interface LiveHandlers {
  /** The connection stands (again): what was missed must be fetched. */
  onOpen(): void;
  onEvent(event: PageEvent): void;
  onClosed(): void;
}

/** Follows one person's events, reconnecting after 0.25 s, doubling to 5 s. Returns what stops it. */
export function follow(user: string, handlers: LiveHandlers): () => void {
  let stopped = false;
  let failures = 0;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/_page/ws?user=${encodeURIComponent(user)}`);
    socket.onopen = () => {
      failures = 0;
      if (!stopped) handlers.onOpen();
    };
    socket.onmessage = (message) => {
      const event = parseEvent(message.data);
      if (event && !stopped) handlers.onEvent(event);
    };
    socket.onclose = () => {
      if (stopped) return;
      handlers.onClosed();
      timer = setTimeout(open, Math.min(250 * 2 ** failures, 5000));
      failures += 1;
    };
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

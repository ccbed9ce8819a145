import type { PageEvent, PageMessage, PageState } from '../../protocol.ts';
import { unescapeText } from './inline.ts';

export const sameMessage = (a: PageMessage, b: PageMessage) => a.channel === b.channel && a.ts === b.ts;

/** Orders by Slack's ts; compared as text of equal length, since a float would lose its last digits. */
export function byTs(a: PageMessage, b: PageMessage): number {
  const [left, right] = [padded(a.ts), padded(b.ts)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function padded(ts: string): string {
  const [seconds = '', micros = ''] = ts.split('.');
  return `${seconds.padStart(12, '0')}.${micros.padEnd(6, '0')}`;
}

/** `messages` with one more, or with a newer edition of one it has. */
export function upsert(messages: PageMessage[], message: PageMessage): PageMessage[] {
  const at = messages.findIndex((known) => sameMessage(known, message));
  if (at >= 0) return messages.with(at, message);
  return [...messages, message].sort(byTs);
}

/** The state after an event. Toasts are no state: they leave it as it is. */
export function applyEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'message':
      return { ...state, messages: upsert(state.messages, event.message) };
    case 'message_deleted':
      return {
        ...state,
        messages: state.messages.filter((known) => known.channel !== event.channel || known.ts !== event.ts),
      };
    case 'home':
      return { ...state, home: event.home };
    case 'modals':
      return { ...state, modals: event.modals };
    case 'hints':
      return { ...state, hints: event.hints };
    case 'bot':
      return { ...state, botConnected: event.connected };
    case 'toast':
      return state;
  }
}

/** A freshly fetched state, with the ephemeral messages that only this page still remembers. */
export function withEphemerals(fresh: PageState, remembered: PageMessage[]): PageState {
  const messages = remembered
    .filter((message) => message.ephemeral)
    .filter((message) => !fresh.messages.some((known) => sameMessage(known, message)));
  return { ...fresh, messages: [...fresh.messages, ...messages].sort(byTs) };
}

const isReply = (message: PageMessage) => message.threadTs !== undefined && message.threadTs !== message.ts;

/** What the channel itself shows: roots, and replies that were also sent to it. */
export function channelMessages(state: PageState, channel: string): PageMessage[] {
  return state.messages.filter((entry) => entry.channel === channel && (!isReply(entry) || entry.broadcast === true));
}

export interface ThreadSummary {
  count: number;
  lastTs: string;
  /** Who replied, each once, latest last. */
  users: string[];
}

/** The threads of a channel by the ts of their root. */
export function threadSummaries(state: PageState, channel: string): Map<string, ThreadSummary> {
  const threads = new Map<string, ThreadSummary>();
  for (const message of state.messages) {
    if (message.channel !== channel || !isReply(message) || message.ephemeral) continue;
    const root = message.threadTs ?? '';
    const known = threads.get(root) ?? { count: 0, lastTs: '', users: [] };
    const users = known.users.includes(message.user) ? known.users : [...known.users, message.user];
    threads.set(root, { count: known.count + 1, lastTs: message.ts, users });
  }
  return threads;
}

/** The root and the replies of a thread. */
export function threadMessages(state: PageState, channel: string, rootTs: string): PageMessage[] {
  return state.messages.filter(
    (message) => message.channel === channel && (message.ts === rootTs || message.threadTs === rootTs),
  );
}

/** Whether a person reads these words already: under a field of a modal, or in a message only for them. */
export function isTold(state: PageState, words: string): boolean {
  const recent = state.messages.filter(({ ephemeral }) => ephemeral).slice(-3);
  if (recent.some(({ text }) => unescapeText(text) === words)) return true;
  return state.modals.some(({ errors }) => Object.values(errors).includes(words));
}

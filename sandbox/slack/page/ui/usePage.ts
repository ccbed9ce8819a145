import { useCallback, useEffect, useRef, useState } from 'react';
import type { PageEvent, PageState } from '../../protocol.ts';
import { fetchState, follow } from '../lib/api.ts';
import { applyEvent, withEphemerals } from '../lib/store.ts';

export type Link = 'connecting' | 'live' | 'away';

const RETRY_MS = 1000;

interface Handlers {
  onLink(link: Link): void;
  onFresh(state: PageState): void;
  onEvent(event: PageEvent): void;
}

/**
 * Fetches a person's state on each (re)connection and then hands on events. Events that arrive while the state is on
 * its way are kept and handed on after it, in order. Returns what stops it.
 */
function keepLive(user: string, handlers: Handlers): () => void {
  let early: PageEvent[] | undefined = [];
  let round = 0;
  const load = async (mine: number): Promise<void> => {
    const fresh = await fetchState(user).catch(() => undefined);
    if (mine !== round) return;
    if (!fresh) {
      setTimeout(() => void (mine === round && load(mine)), RETRY_MS);
      return;
    }
    handlers.onFresh(fresh);
    for (const event of early ?? []) handlers.onEvent(event);
    early = undefined;
    handlers.onLink('live');
  };
  const stop = follow(user, {
    onOpen() {
      round += 1;
      early = [];
      void load(round);
    },
    onEvent: (event) => (early ? early.push(event) : handlers.onEvent(event)),
    onClosed: () => handlers.onLink('away'),
  });
  return () => {
    round += 1;
    stop();
  };
}

/** Asks the server for a person until it names one. Returns what stops it. */
function askForPerson(onUser: (id: string) => void): () => void {
  let stopped = false;
  const ask = async (): Promise<void> => {
    const state = await fetchState('').catch(() => undefined);
    if (stopped) return;
    if (state) onUser(state.me.id);
    else setTimeout(() => void ask(), RETRY_MS);
  };
  void ask();
  return () => {
    stopped = true;
  };
}

/**
 * One person's live state; null until it is here. Each person's last state is kept, with its ephemeral messages.
 * Without a user the server names one, told to `onUser`.
 */
export function usePage(user: string, onToast: (text: string) => void, onUser: (id: string) => void) {
  const [states, setStates] = useState<Record<string, PageState>>({});
  const [link, setLink] = useState<Link>('connecting');
  const callbacks = useRef({ onToast, onUser });
  useEffect(() => {
    callbacks.current = { onToast, onUser };
  });
  const change = useCallback((id: string, edit: (state: PageState | undefined) => PageState | undefined) => {
    setStates((all) => {
      const next = edit(all[id]);
      return next && next !== all[id] ? { ...all, [id]: next } : all;
    });
  }, []);
  useEffect(() => {
    if (!user) return askForPerson((id) => callbacks.current.onUser(id));
    return keepLive(user, {
      onLink: setLink,
      onFresh(fresh) {
        if (fresh.me.id !== user) callbacks.current.onUser(fresh.me.id);
        change(user, (before) => withEphemerals(fresh, before?.messages ?? []));
      },
      onEvent(event) {
        if (event.type === 'toast') callbacks.current.onToast(event.text);
        else change(user, (state) => state && applyEvent(state, event));
      },
    });
  }, [user, change]);
  return { state: states[user] ?? null, link };
}

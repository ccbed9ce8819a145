import { useCallback, useEffect, useRef, useState } from 'react';
import type { PageEvent, PageState } from '../../protocol.ts';
import { fetchState, follow } from '../lib/api.ts';
import { applyEvent, withEphemerals } from '../lib/store.ts';

export type Link = 'connecting' | 'live' | 'away';

const RETRY_MS = 1000;

/** One person's live state; null until it is here. Each person's last state is kept, with its ephemeral messages. */
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
    if (user) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = () =>
      fetchState('').then(
        (state) => !stopped && callbacks.current.onUser(state.me.id),
        () => {
          if (!stopped) timer = setTimeout(() => void ask(), RETRY_MS);
        },
      );
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [user]);

  useEffect(() => {
    if (!user) return;
    let early: PageEvent[] | undefined = [];
    let round = 0;
    const apply = (event: PageEvent) => change(user, (state) => state && applyEvent(state, event));
    const load = async (mine: number) => {
      const fresh = await fetchState(user).catch(() => undefined);
      if (mine !== round) return;
      if (!fresh) {
        setTimeout(() => mine === round && void load(mine), RETRY_MS);
        return;
      }
      if (fresh.me.id !== user) callbacks.current.onUser(fresh.me.id);
      change(user, (before) => withEphemerals(fresh, before?.messages ?? []));
      for (const event of early ?? []) apply(event);
      early = undefined;
      setLink('live');
    };
    const stop = follow(user, {
      onOpen() {
        round += 1;
        early = [];
        void load(round);
      },
      onEvent(event) {
        if (event.type === 'toast') callbacks.current.onToast(event.text);
        else if (early) early.push(event);
        else apply(event);
      },
      onClosed: () => setLink('away'),
    });
    return () => {
      round += 1;
      stop();
    };
  }, [user, change]);

  return { state: states[user] ?? null, link };
}

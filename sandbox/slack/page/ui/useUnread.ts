import { useState } from 'react';
import type { PageState } from '../../protocol.ts';
import { channelMessages } from '../lib/store.ts';

type Seen = Record<string, string>;

function lastTs(state: PageState, channel: string): string {
  return channelMessages(state, channel).findLast((message) => message.user !== state.me.id)?.ts ?? '';
}

/** The channels with something new since this person last looked; what stood there at the start counts as read. */
export function useUnread(state: PageState, open: string): Set<string> {
  const [seen, setSeen] = useState<Seen>({});
  const unread = new Set<string>();
  let next = seen;
  for (const channel of state.channels) {
    const key = `${state.me.id} ${channel.id}`;
    const last = lastTs(state, channel.id);
    if (next[key] === undefined || (channel.id === open && next[key] !== last)) next = { ...next, [key]: last };
    else if (next[key] !== last && last !== '') unread.add(channel.id);
  }
  if (next !== seen) setSeen(next);
  return unread;
}

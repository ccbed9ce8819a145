/** Where a person is, as the address bar keeps it: ?user=U1&channel=C1&thread=1.2&tab=home */
export interface Place {
  user: string;
  channel: string;
  thread: string;
  tab: 'home' | 'messages';
}

/** Reads the query string of an address; what is missing reads as ''. */
export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  return {
    user: query.get('user') ?? '',
    channel: query.get('channel') ?? '',
    thread: query.get('thread') ?? '',
    tab: query.get('tab') === 'home' ? 'home' : 'messages',
  };
}

/** The query string of a place, '' when it says nothing. */
export function writePlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.user) query.set('user', place.user);
  if (place.channel) query.set('channel', place.channel);
  if (place.thread) query.set('thread', place.thread);
  if (place.tab === 'home') query.set('tab', 'home');
  const text = query.toString();
  return text && `?${text}`;
}

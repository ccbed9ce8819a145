import { useCallback, useEffect, useState } from 'react';
import { type Place, readPlace, writePlace } from '../lib/place.ts';

/** Where the person is, kept in the address bar; back and forward work. */
export function usePlace(): [Place, (change: Partial<Place>, replace?: boolean) => void] {
  const [place, setPlace] = useState(() => readPlace(location.search));
  useEffect(() => {
    const back = () => setPlace(readPlace(location.search));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = useCallback((change: Partial<Place>, replace = false) => {
    setPlace((now) => {
      const next = { ...now, ...change };
      const query = writePlace(next);
      if (query !== location.search) {
        if (replace) history.replaceState(null, '', location.pathname + query);
        else history.pushState(null, '', location.pathname + query);
      }
      return next;
    });
  }, []);
  return [place, go];
}

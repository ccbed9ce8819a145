import { useCallback, useEffect, useRef, useState } from 'react';

/** How near to the end still counts as reading along, in px. */
const AT_END_PX = 60;

/** How far a list can be scrolled, in px. */
const endOf = (list: HTMLElement) => list.scrollHeight - list.clientHeight;

/**
 * Keeps a scrolled list at its end while the reader is there, whatever grows or shrinks in it, and leaves it where it is
 * while the reader is elsewhere. Sending something leads to the end.
 * @param count of messages
 * @param sent how often the reader has sent something from here
 */
export function useStickToEnd(count: number, sent: number) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [missed, setMissed] = useState(false);
  const toEnd = useCallback(() => {
    atEnd.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    setMissed(false);
  }, []);
  useEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (!outer || !inner) return;
    let end = endOf(outer);
    const keep = () => {
      if (atEnd.current) outer.scrollTop = outer.scrollHeight;
      end = endOf(outer);
    };
    const read = () => {
      // The event is of a place in the list as it was last laid out; what came since has not moved the reader away.
      const near = Math.min(end, endOf(outer)) - outer.scrollTop < AT_END_PX;
      atEnd.current = near;
      if (near) setMissed(false);
    };
    const observer = new ResizeObserver(keep);
    observer.observe(inner);
    observer.observe(outer);
    outer.addEventListener('scroll', read);
    return () => {
      observer.disconnect();
      outer.removeEventListener('scroll', read);
    };
  }, []);
  const known = useRef({ count, sent });
  useEffect(() => {
    if (sent > known.current.sent) toEnd();
    else if (count > known.current.count && !atEnd.current) setMissed(true);
    known.current = { count, sent };
  }, [count, sent, toEnd]);
  return { scroller, content, missed, toEnd };
}

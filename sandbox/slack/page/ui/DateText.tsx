import { type ReactNode, useEffect, useState } from 'react';
import { formatDate, timeOf } from '../lib/date.ts';
import { Link } from './Text.tsx';

/** A moment in the reader's time zone; {ago} keeps counting. */
export function DateText(props: { seconds: number; format: string; url: string; fallback: string }): ReactNode {
  const [nowMs, setNow] = useState(() => Date.now());
  const counts = props.format.includes('{ago}');
  useEffect(() => {
    if (!counts) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counts]);
  const context = { nowMs };
  const words = Number.isFinite(props.seconds) ? formatDate(props.seconds, props.format, context) : props.fallback;
  const exact = `${formatDate(props.seconds, '{date_long}', context)} at ${timeOf(props.seconds * 1000, context, true)}`;
  const time = <time title={exact}>{words}</time>;
  return props.url ? <Link url={props.url}>{time}</Link> : time;
}

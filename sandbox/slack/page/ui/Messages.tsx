import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PageMessage } from '../../protocol.ts';
import { formatDate } from '../lib/date.ts';
import type { ThreadSummary } from '../lib/store.ts';
import { Icon } from './Icon.tsx';
import { Message } from './Message.tsx';

interface Props {
  messages: PageMessage[];
  threads?: Map<string, ThreadSummary>;
  place: 'channel' | 'thread';
  label: string;
  /** What stands above the first message. */
  intro?: ReactNode;
}

/** Slack draws messages of one person within five minutes as one. */
const FOLLOWS_SECONDS = 300;
/** How near to the end still counts as reading along, in px. */
const AT_END_PX = 60;

const dayOf = (message: PageMessage) => new Date(Number(message.ts) * 1000).toDateString();

function followsOn(before: PageMessage | undefined, message: PageMessage): boolean {
  if (!before || before.user !== message.user || before.ephemeral !== message.ephemeral || message.broadcast)
    return false;
  return dayOf(before) === dayOf(message) && Number(message.ts) - Number(before.ts) < FOLLOWS_SECONDS;
}

/** Keeps a scrolled list at its end while the reader is there, whatever grows in it. */
function useStickToEnd(count: number) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [missed, setMissed] = useState(false);
  const toEnd = () => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    setMissed(false);
  };
  useEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (!outer || !inner) return;
    const keep = () => {
      if (atEnd.current) outer.scrollTop = outer.scrollHeight;
    };
    let top = outer.scrollTop;
    const read = () => {
      const near = outer.scrollHeight - outer.scrollTop - outer.clientHeight < AT_END_PX;
      // What grows makes the end go away from the reader; only going up makes the reader go away from the end.
      if (near || outer.scrollTop < top) atEnd.current = near;
      top = outer.scrollTop;
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
  const known = useRef(count);
  useEffect(() => {
    if (count > known.current && !atEnd.current) setMissed(true);
    known.current = count;
  }, [count]);
  return { scroller, content, missed, toEnd };
}

/** Messages of one day under its divider, which stays in sight while they scroll by. */
function Day(props: Omit<Props, 'label' | 'intro'> & { nowMs: number }): ReactNode {
  const { messages, threads, place, nowMs } = props;
  return (
    <div className="day">
      <div className="day-divider">
        <span>{formatDate(Number(messages[0]?.ts), '{day_divider_pretty}', { nowMs })}</span>
      </div>
      <Run messages={messages} place={place} {...(threads && { threads })} />
    </div>
  );
}

function Run({ messages, threads, place }: Omit<Props, 'label' | 'intro'>): ReactNode {
  return messages.map((message, index) => (
    <Message
      key={message.ts}
      message={message}
      follows={followsOn(messages[index - 1], message)}
      thread={threads?.get(message.ts)}
      place={place}
    />
  ));
}

function byDay(messages: PageMessage[]): PageMessage[][] {
  const days: PageMessage[][] = [];
  for (const message of messages) {
    const open = days.at(-1);
    if (open?.[0] && dayOf(open[0]) === dayOf(message)) open.push(message);
    else days.push([message]);
  }
  return days;
}

/** The list of messages of a channel by day, or of a thread: its root, then the replies. */
export function Messages({ messages, threads, place, label, intro }: Props): ReactNode {
  const { scroller, content, missed, toEnd } = useStickToEnd(messages.length);
  const nowMs = Date.now();
  return (
    <div className="messages-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
      <section className="messages" ref={scroller} role="log" aria-label={label} tabIndex={0}>
        <div ref={content} className="messages-content">
          {intro}
          {place === 'channel' &&
            byDay(messages).map((day) => (
              <Day key={day[0]?.ts} messages={day} place={place} nowMs={nowMs} {...(threads && { threads })} />
            ))}
          {place === 'thread' && (
            <>
              <Run messages={messages.slice(0, 1)} place={place} />
              {messages.length > 1 && <div className="thread-divider">{replies(messages.length - 1)}</div>}
              <Run messages={messages.slice(1)} place={place} />
            </>
          )}
        </div>
      </section>
      {missed && (
        <button type="button" className="jump" onClick={toEnd}>
          <Icon name="down" size={14} /> New messages
        </button>
      )}
    </div>
  );
}

function replies(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`;
}

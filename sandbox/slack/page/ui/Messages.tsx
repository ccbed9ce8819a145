import type { ReactNode } from 'react';
import type { PageMessage } from '../../protocol.ts';
import { formatDate } from '../lib/date.ts';
import type { ThreadSummary } from '../lib/store.ts';
import { Icon } from './Icon.tsx';
import { Message } from './Message.tsx';
import { useStickToEnd } from './useStickToEnd.ts';

interface Props {
  messages: PageMessage[];
  threads?: Map<string, ThreadSummary>;
  place: 'channel' | 'thread';
  label: string;
  /** How often the reader has sent something from here. */
  sent: number;
  /** What stands above the first message. */
  intro?: ReactNode;
}

/** Slack draws messages of one person within five minutes as one. */
const FOLLOWS_SECONDS = 300;

const dayOf = (message: PageMessage) => new Date(Number(message.ts) * 1000).toDateString();

function followsOn(before: PageMessage | undefined, message: PageMessage): boolean {
  if (!before || before.user !== message.user || before.ephemeral !== message.ephemeral || message.broadcast)
    return false;
  return dayOf(before) === dayOf(message) && Number(message.ts) - Number(before.ts) < FOLLOWS_SECONDS;
}

/** Messages of one day under its divider, which stays in sight while they scroll by. */
function Day(props: Omit<Props, 'label' | 'intro' | 'sent'> & { nowMs: number }): ReactNode {
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

function Run({ messages, threads, place }: Omit<Props, 'label' | 'intro' | 'sent'>): ReactNode {
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
export function Messages({ messages, threads, place, label, sent, intro }: Props): ReactNode {
  const { scroller, content, missed, toEnd } = useStickToEnd(messages.length, sent);
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

import { memo, type ReactNode, useMemo } from 'react';
import type { JsonObject, PageMessage } from '../../protocol.ts';
import { filesInBlocks } from '../blocks/BlockImage.tsx';
import { Blocks } from '../blocks/Blocks.tsx';
import { useClient } from '../lib/context.ts';
import { formatDate, timeOf } from '../lib/date.ts';
import { inOrder } from '../lib/inOrder.ts';
import { list } from '../lib/json.ts';
import type { ThreadSummary } from '../lib/store.ts';
import { withIds } from '../lib/values.ts';
import { Attachment } from './Attachment.tsx';
import { Avatar } from './Avatar.tsx';
import { ContainerProvider } from './ContainerProvider.tsx';
import { Files } from './Files.tsx';
import { Icon } from './Icon.tsx';
import { Mrkdwn } from './Mrkdwn.tsx';

interface Props {
  message: PageMessage;
  /** Follows a message of the same person: no avatar and no name again. */
  follows: boolean;
  thread?: ThreadSummary | undefined;
  place: 'channel' | 'thread';
}

function Stamp({ ts, compact }: { ts: string; compact: boolean }): ReactNode {
  const ms = Number(ts) * 1000;
  const context = { nowMs: Date.now() };
  const exact = `${formatDate(ms / 1000, '{date_long}', context)} at ${timeOf(ms, context, true)}`;
  const words = timeOf(ms, context);
  return (
    <time className="stamp" dateTime={new Date(ms).toISOString()} title={exact}>
      {compact ? words.replace(/ [AP]M$/, '') : words}
    </time>
  );
}

function Head({ message }: { message: PageMessage }): ReactNode {
  const user = useClient().users.get(message.user);
  return (
    <div className="message-head">
      <span className="author" title={user?.title}>
        {user?.realName ?? message.user}
      </span>
      {user?.isBot && <span className="app-tag">APP</span>}
      <Stamp ts={message.ts} compact={false} />
    </div>
  );
}

function ThreadLink({ message, thread }: { message: PageMessage; thread: ThreadSummary | undefined }): ReactNode {
  const { go, users } = useClient();
  const count = Math.max(message.replyCount, thread?.count ?? 0);
  if (count === 0) return null;
  const nowMs = Date.now();
  return (
    <button type="button" className="thread-link" onClick={() => go({ channel: message.channel, thread: message.ts })}>
      <span className="thread-faces">
        {thread?.users.slice(-3).map((id) => (
          <Avatar key={id} user={users.get(id)} size={24} />
        ))}
      </span>
      <span className="thread-count">{count === 1 ? '1 reply' : `${count} replies`}</span>
      {thread && (
        <span className="thread-last">
          Last reply {formatDate(Number(thread.lastTs), '{date_pretty} at {time}', { nowMs })}
        </span>
      )}
    </button>
  );
}

function Body({ message }: { message: PageMessage }): ReactNode {
  const blocks = useMemo(() => withIds(message.blocks), [message.blocks]);
  const attachments = useMemo(
    () =>
      message.attachments.map(
        (entry, at) => ({ ...entry, blocks: withIds(list(entry, 'blocks'), `t${at}b`) }) as JsonObject,
      ),
    [message.attachments],
  );
  const all = useMemo(
    () => [...blocks, ...attachments.flatMap((entry) => list(entry, 'blocks'))],
    [blocks, attachments],
  );
  const { channel, ts } = message;
  const target = useMemo(() => ({ type: 'message' as const, channel, ts }), [channel, ts]);
  const edited = message.edited && <span className="edited"> (edited)</span>;
  return (
    <ContainerProvider blocks={all} target={target} files={message.files}>
      {blocks.length > 0 ? (
        <Blocks blocks={blocks} />
      ) : (
        message.text && (
          <div className={message.edited ? 'words is-edited' : 'words'}>
            <Mrkdwn text={message.text} />
            {edited}
          </div>
        )
      )}
      {inOrder(attachments, (attachment) => (
        <Attachment attachment={attachment} />
      ))}
      <Files files={message.files} shown={filesInBlocks(all)} />
      {blocks.length > 0 && edited}
    </ContainerProvider>
  );
}

/** One message with everything that belongs to it. */
export const Message = memo(function Message({ message, follows, thread, place }: Props) {
  const { users, go } = useClient();
  const root = message.threadTs ?? message.ts;
  const isReply = root !== message.ts;
  const open = () => go({ channel: message.channel, thread: root });
  return (
    <article
      className={`message${follows ? ' follows' : ''}${message.ephemeral ? ' ephemeral' : ''}`}
      data-ts={message.ts}
      data-testid="message"
      aria-label={`${users.get(message.user)?.realName ?? message.user}, ${timeOf(Number(message.ts) * 1000, { nowMs: 0 })}`}
    >
      {message.ephemeral && (
        <div className="only-you">
          <Icon name="eye" size={14} /> Only visible to you
        </div>
      )}
      {place === 'channel' && isReply && (
        <button type="button" className="replied" onClick={open}>
          replied to a thread
        </button>
      )}
      <div className="gutter">
        {follows ? <Stamp ts={message.ts} compact /> : <Avatar user={users.get(message.user)} />}
      </div>
      <div className="message-main">
        {!follows && <Head message={message} />}
        <Body message={message} />
        {place === 'channel' && !isReply && <ThreadLink message={message} thread={thread} />}
      </div>
      {place === 'channel' && !message.ephemeral && (
        <div className="message-tools">
          <button type="button" className="tool" aria-label="Reply in thread" title="Reply in thread" onClick={open}>
            <Icon name="reply" />
          </button>
        </div>
      )}
    </article>
  );
});

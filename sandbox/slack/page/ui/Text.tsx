import { memo, type ReactNode, useEffect, useState } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { formatDate, timeOf } from '../lib/date.ts';
import { splitEmoji } from '../lib/emoji.ts';
import { unescapeText } from '../lib/inline.ts';
import { inOrder } from '../lib/inOrder.ts';
import { flag, str } from '../lib/json.ts';
import { type Inline, type MrkdwnBlock, parseMrkdwn } from '../lib/mrkdwn.ts';
import { safeUrl } from '../lib/token.ts';
import { Emoji } from './Emoji.tsx';

/** Text with known emoji characters drawn. */
export function Words({ text }: { text: string }): ReactNode {
  return inOrder(splitEmoji(text), (part) =>
    'emoji' in part ? <Emoji name={part.emoji} char={part.char} /> : part.text,
  );
}

/** A link that opens a new tab; an address that no browser should follow is shown as text. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  const href = safeUrl(url);
  if (!href) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function UserMention({ id }: { id: string }): ReactNode {
  const { users, me } = useClient();
  const user = users.get(id);
  return (
    <span className={`mention${id === me.id ? ' mention-me' : ''}`} title={user && `${user.realName} · ${user.title}`}>
      @{user?.realName ?? id}
    </span>
  );
}

export function GroupMention({ id, text = '' }: { id: string; text?: string }): ReactNode {
  const { groups, me, users } = useClient();
  const group = groups.get(id);
  const names = group?.members.map((member) => users.get(member)?.realName ?? member).join(', ');
  return (
    <span className={`mention${group?.members.includes(me.id) ? ' mention-me' : ''}`} title={names}>
      @{group?.handle ?? (text.replace(/^@/, '') || id)}
    </span>
  );
}

export function ChannelMention({ id, text = '' }: { id: string; text?: string }): ReactNode {
  const { channels, go } = useClient();
  const name = channels.get(id)?.name ?? (text || id);
  return (
    <button type="button" className="mention" onClick={() => go({ channel: id, tab: 'messages', thread: '' })}>
      #{name}
    </button>
  );
}

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

function InlineNode({ node }: { node: Inline }): ReactNode {
  switch (node.type) {
    case 'text':
      return <Words text={node.text} />;
    case 'bold':
      return <strong>{<InlineNodes nodes={node.children} />}</strong>;
    case 'italic':
      return <em>{<InlineNodes nodes={node.children} />}</em>;
    case 'strike':
      return <s>{<InlineNodes nodes={node.children} />}</s>;
    case 'code':
      return <code>{<InlineNodes nodes={node.children} />}</code>;
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'link':
      return (
        <Link url={node.url}>
          <Words text={node.text} />
        </Link>
      );
    case 'user':
      return <UserMention id={node.id} />;
    case 'group':
      return <GroupMention id={node.id} text={node.text} />;
    case 'channel':
      return <ChannelMention id={node.id} text={node.text} />;
    case 'broadcast':
      return <span className="mention mention-me">@{node.name}</span>;
    case 'date':
      return <DateText {...node} />;
  }
}

function InlineNodes({ nodes }: { nodes: Inline[] }): ReactNode {
  return inOrder(nodes, (node) => <InlineNode node={node} />);
}

function Lines({ lines }: { lines: Inline[][] }): ReactNode {
  return inOrder(lines, (line, index) => (
    <>
      {index > 0 && <br />}
      <InlineNodes nodes={line} />
    </>
  ));
}

function MrkdwnPart({ block }: { block: MrkdwnBlock }): ReactNode {
  switch (block.type) {
    case 'lines':
      return (
        <div className="mrkdwn-lines">
          <Lines lines={block.lines} />
        </div>
      );
    case 'quote':
      return (
        <blockquote>
          <Lines lines={block.lines} />
        </blockquote>
      );
    case 'item':
      return (
        <div className="mrkdwn-item" data-depth={Math.min(block.depth, 3)}>
          <span className="mrkdwn-marker">{block.marker}</span>
          <div>
            <InlineNodes nodes={block.content} />
          </div>
        </div>
      );
    case 'pre':
      return (
        <pre>
          <InlineNodes nodes={block.content} />
        </pre>
      );
  }
}

/** Slack's mrkdwn as elements; text becomes text nodes, never HTML. */
export const Mrkdwn = memo(function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  const blocks = parseMrkdwn(text, { verbatim });
  return (
    <div className="mrkdwn">
      {inOrder(blocks, (block) => (
        <MrkdwnPart block={block} />
      ))}
    </div>
  );
});

const SHORTCODE = /:([a-z0-9_+'-]+):/g;

/** plain_text: no markup but emoji shortcodes (unless `emoji` is false) and line breaks. */
export function Plain({ text, emoji = true }: { text: string; emoji?: boolean }): ReactNode {
  const parts = emoji ? unescapeText(text).split(SHORTCODE) : [unescapeText(text)];
  return inOrder(parts, (part, index) => (index % 2 === 0 ? <Words text={part} /> : <Emoji name={part} />));
}

/** A text object of Block Kit, plain_text or mrkdwn. */
export function TextObject({ value }: { value: JsonObject | undefined }): ReactNode {
  if (!value) return null;
  const text = str(value, 'text');
  if (str(value, 'type') === 'mrkdwn') return <Mrkdwn text={text} verbatim={flag(value, 'verbatim')} />;
  return (
    <span className="plain">
      <Plain text={text} emoji={value['emoji'] !== false} />
    </span>
  );
}

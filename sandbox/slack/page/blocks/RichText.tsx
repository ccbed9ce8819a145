import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { inOrder } from '../lib/inOrder.ts';
import { flag, list, num, obj, str } from '../lib/json.ts';
import { DateText } from '../ui/DateText.tsx';
import { Emoji } from '../ui/Emoji.tsx';
import { ChannelMention, GroupMention, UserMention } from '../ui/Mentions.tsx';
import { Link, Words } from '../ui/Text.tsx';

/** A rich_text block: sections, lists, quotes and preformatted text. */
export function RichText({ block }: { block: JsonObject }): ReactNode {
  return (
    <div className="mrkdwn">
      {inOrder(list(block, 'elements'), (part) => (
        <Part part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: JsonObject }): ReactNode {
  const inside = <RichInlines elements={list(part, 'elements')} />;
  switch (str(part, 'type')) {
    case 'rich_text_list':
      return <RichList part={part} />;
    case 'rich_text_quote':
      return <blockquote>{inside}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{inside}</pre>;
    default:
      return <div className="rich-section">{inside}</div>;
  }
}

function RichList({ part }: { part: JsonObject }): ReactNode {
  const items = inOrder(list(part, 'elements'), (item) => (
    <li>
      <RichInlines elements={list(item, 'elements')} />
    </li>
  ));
  const depth = Math.min(num(part, 'indent') ?? 0, 8);
  const style = { marginLeft: `${depth * 1.4}em` };
  if (str(part, 'style') !== 'ordered') return <ul style={style}>{items}</ul>;
  return (
    <ol style={style} start={(num(part, 'offset') ?? 0) + 1}>
      {items}
    </ol>
  );
}

function RichInlines({ elements }: { elements: JsonObject[] }): ReactNode {
  return inOrder(elements, (element) => styled(element, <RichInline element={element} />));
}

function styled(element: JsonObject, content: ReactNode): ReactNode {
  const style = obj(element, 'style');
  let node = content;
  if (flag(style, 'code')) node = <code>{node}</code>;
  if (flag(style, 'strike')) node = <s>{node}</s>;
  if (flag(style, 'italic')) node = <em>{node}</em>;
  return flag(style, 'bold') ? <strong>{node}</strong> : node;
}

function RichInline({ element }: { element: JsonObject }): ReactNode {
  switch (str(element, 'type')) {
    case 'text':
      return <Words text={str(element, 'text')} />;
    case 'link':
      return (
        <Link url={str(element, 'url')}>
          <Words text={str(element, 'text') || str(element, 'url')} />
        </Link>
      );
    case 'emoji':
      return <Emoji name={str(element, 'name')} />;
    case 'user':
      return <UserMention id={str(element, 'user_id')} />;
    case 'usergroup':
      return <GroupMention id={str(element, 'usergroup_id')} />;
    case 'channel':
      return <ChannelMention id={str(element, 'channel_id')} />;
    case 'broadcast':
      return <span className="mention mention-me">@{str(element, 'range')}</span>;
    case 'date':
      return (
        <DateText
          seconds={num(element, 'timestamp') ?? Number.NaN}
          format={str(element, 'format')}
          url={str(element, 'url')}
          fallback={str(element, 'fallback')}
        />
      );
    default:
      return null;
  }
}

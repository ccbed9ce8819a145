import { memo, type ReactNode } from 'react';
import { inOrder } from '../lib/inOrder.ts';
import { type Inline, type MrkdwnBlock, parseMrkdwn } from '../lib/mrkdwn.ts';
import { DateText } from './DateText.tsx';
import { Emoji } from './Emoji.tsx';
import { ChannelMention, GroupMention, UserMention } from './Mentions.tsx';
import { Link, Words } from './Text.tsx';

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

import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { inOrder } from '../lib/inOrder.ts';
import { label, list, obj, str } from '../lib/json.ts';
import { Mrkdwn } from '../ui/Mrkdwn.tsx';
import { Plain } from '../ui/Text.tsx';
import { TextObject } from '../ui/TextObject.tsx';
import { BlockImage } from './BlockImage.tsx';
import { BlockElement } from './Element.tsx';
import { InputBlock } from './InputBlock.tsx';
import { RichText } from './RichText.tsx';
import { TableBlock } from './Table.tsx';

/** All blocks of a message or a view, in order. */
export function Blocks({ blocks }: { blocks: JsonObject[] }): ReactNode {
  return blocks.map((block) => (
    <div
      key={str(block, 'block_id')}
      className={`block block-${str(block, 'type')}`}
      data-block-id={str(block, 'block_id')}
    >
      <Block block={block} />
    </div>
  ));
}

function Block({ block }: { block: JsonObject }): ReactNode {
  const type = str(block, 'type');
  switch (type) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return (
        <h3 className="header-text">
          <TextObject value={obj(block, 'text')} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return <Actions block={block} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'markdown':
      return (
        <Mrkdwn
          text={str(block, 'text')
            .replace(/\*\*(.+?)\*\*/g, '*$1*')
            .replace(/^#+ (.+)$/gm, '*$1*')}
        />
      );
    case 'input':
      return <InputBlock block={block} />;
    default:
      return <span className="unknown">The sandbox does not draw a “{type}” block.</span>;
  }
}

function Section({ block }: { block: JsonObject }): ReactNode {
  const accessory = obj(block, 'accessory');
  const fields = list(block, 'fields');
  return (
    <div className="section">
      <div className="section-body">
        <TextObject value={obj(block, 'text')} />
        {fields.length > 0 && (
          <div className="fields">
            {inOrder(fields, (field) => (
              <div className="field">
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="accessory">
          <BlockElement
            blockId={str(block, 'block_id')}
            block={block}
            element={accessory}
            name={label(block, 'text')}
          />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { block: JsonObject }): ReactNode {
  return (
    <div className="context">
      {inOrder(list(block, 'elements'), (element) =>
        str(element, 'type') === 'image' ? (
          <BlockImage image={element} className="context-image" />
        ) : (
          <TextObject value={element} />
        ),
      )}
    </div>
  );
}

function Actions({ block }: { block: JsonObject }): ReactNode {
  return (
    <div className="actions">
      {list(block, 'elements').map((element) => (
        <BlockElement
          key={str(element, 'action_id')}
          blockId={str(block, 'block_id')}
          block={block}
          element={element}
          name={label(element, 'placeholder')}
        />
      ))}
    </div>
  );
}

function ImageBlock({ block }: { block: JsonObject }): ReactNode {
  return (
    <figure>
      {label(block, 'title') && (
        <figcaption>
          <Plain text={label(block, 'title')} />
        </figcaption>
      )}
      <BlockImage image={block} className="picture" />
    </figure>
  );
}

import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { inOrder } from '../lib/inOrder.ts';
import { flag, list, str } from '../lib/json.ts';
import { safeUrl } from '../lib/token.ts';
import { Mrkdwn } from './Mrkdwn.tsx';
import { Link, Plain } from './Text.tsx';

const NAMED: Record<string, string> = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

function barColor(color: string): string {
  if (Object.hasOwn(NAMED, color)) return NAMED[color] ?? '';
  const hex = color.replace(/^#?/, '#');
  return /^#[0-9a-f]{3}([0-9a-f]{3})?$/i.test(hex) ? hex : '#ddd';
}

/** An attachment: a colour bar with blocks, or the older kind with title, text and fields. */
export function Attachment({ attachment }: { attachment: JsonObject }): ReactNode {
  const blocks = list(attachment, 'blocks');
  const pretext = str(attachment, 'pretext');
  return (
    <div className="attachment-wrap">
      {pretext && <Mrkdwn text={pretext} />}
      <div className="attachment">
        <div className="attachment-bar" style={{ background: barColor(str(attachment, 'color')) }} />
        <div className="attachment-body">
          {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Legacy attachment={attachment} />}
        </div>
      </div>
    </div>
  );
}

function Legacy({ attachment }: { attachment: JsonObject }): ReactNode {
  const title = str(attachment, 'title');
  const text = str(attachment, 'text') || (title ? '' : str(attachment, 'fallback'));
  const image = safeUrl(str(attachment, 'image_url'));
  return (
    <>
      {str(attachment, 'author_name') && <div className="attachment-author">{str(attachment, 'author_name')}</div>}
      {title && (
        <div className="attachment-title">
          <Link url={str(attachment, 'title_link')}>
            <Plain text={title} />
          </Link>
        </div>
      )}
      {text && <Mrkdwn text={text} />}
      <div className="fields">
        {inOrder(list(attachment, 'fields'), (field) => (
          <div className={flag(field, 'short') ? 'field' : 'field field-long'}>
            <strong>{str(field, 'title')}</strong>
            <Mrkdwn text={str(field, 'value')} />
          </div>
        ))}
      </div>
      {str(attachment, 'image_url') && image && <img className="picture" src={image} alt={title || 'attachment'} />}
      {str(attachment, 'footer') && <div className="attachment-footer">{str(attachment, 'footer')}</div>}
    </>
  );
}

import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { flag, str } from '../lib/json.ts';
import { Mrkdwn } from './Mrkdwn.tsx';
import { Plain } from './Text.tsx';

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

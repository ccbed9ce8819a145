import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { useContainer } from '../lib/context.ts';
import { obj, str } from '../lib/json.ts';
import { safeUrl } from '../lib/token.ts';

/** The picture of an image block or element: by address, or by a file of the message. */
export function BlockImage({ image, className }: { image: JsonObject; className: string }): ReactNode {
  const { files } = useContainer();
  const file = obj(image, 'slack_file');
  const known = files.find((entry) => entry.id === str(file, 'id'));
  const url = safeUrl(str(image, 'image_url') || known?.url || str(file, 'url'));
  const alt = str(image, 'alt_text');
  if (!str(image, 'image_url') && !file) return null;
  if (!url) return <span className="unknown">{alt || 'image'}</span>;
  return <img className={className} src={url} alt={alt} />;
}

/** Ids of the files that blocks already show, so that they are not shown twice. */
export function filesInBlocks(blocks: JsonObject[]): Set<string> {
  return new Set(blocks.map((block) => str(obj(block, 'slack_file'), 'id')).filter((id) => id !== ''));
}

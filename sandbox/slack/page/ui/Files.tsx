import type { ReactNode } from 'react';
import type { PageMessage } from '../../protocol.ts';
import { safeUrl } from '../lib/token.ts';
import { Icon } from './Icon.tsx';

/** The files of a message that its blocks do not show already: pictures as such, others as a card to open. */
export function Files({ files, shown }: { files: PageMessage['files']; shown: Set<string> }): ReactNode {
  return files
    .filter((file) => !shown.has(file.id))
    .map((file) => {
      const url = safeUrl(file.url);
      if (!url) return null;
      if (file.mimetype.startsWith('image/')) {
        return (
          <figure key={file.id}>
            <figcaption>{file.title}</figcaption>
            <img className="picture" src={url} alt={file.title} />
          </figure>
        );
      }
      return (
        <a key={file.id} className="file-card" href={url} target="_blank" rel="noopener noreferrer">
          <Icon name="file" size={28} />
          <span>
            <strong>{file.title}</strong>
            <small>{file.mimetype}</small>
          </span>
        </a>
      );
    });
}

import type { ReactNode } from 'react';
import { Emoji } from './Emoji.tsx';
import type { Link } from './usePage.ts';

/** Says what does not work at the moment; nothing when all does. */
export function Banner({ link, botConnected }: { link: Link; botConnected: boolean }): ReactNode {
  const away = link === 'away';
  if (!away && botConnected) return null;
  return (
    <div className={`banner${away ? ' banner-away' : ''}`} role="status">
      <Emoji name="warning" />
      {away
        ? 'The sandbox does not answer. This page goes on by itself when it is back.'
        : 'Sluice is not connected to Slack at the moment. Releases go on; its messages arrive when it is back.'}
    </div>
  );
}

import type { ReactNode } from 'react';
import type { PageUser } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0]?.charAt(0), words.length > 1 ? words.at(-1)?.charAt(0) : ''];
  return letters.join('').toUpperCase();
}

/** The bot's face: a gate half open over flowing water. */
function Gate(): ReactNode {
  return (
    <>
      <rect width="36" height="36" fill="#12436d" />
      <path d="M0 24c3-2.4 6-2.4 9 0s6 2.4 9 0 6-2.4 9 0 6 2.4 9 0v12H0z" fill="#2b9fd9" />
      <path d="M0 29c3-2 6-2 9 0s6 2 9 0 6-2 9 0 6 2 9 0v7H0z" fill="#7fd0f5" />
      <path d="M7 6.5h22" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M9.5 7v15M26.5 7v15" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <rect x="12.6" y="10" width="10.8" height="8.4" rx="1" fill="#f2c14e" />
      <path d="M15 12.6h6M15 15.6h6" stroke="#12436d" strokeWidth="1.3" strokeLinecap="round" />
    </>
  );
}

/** A drawn face, `size` px wide; for the eye only, since the name always stands beside it. */
export function Avatar({ user, size = 36 }: { user: PageUser | undefined; size?: number }): ReactNode {
  const { botId } = useClient();
  const color = /^#[0-9a-f]{6}$/i.test(user?.color ?? '') ? user?.color : '#616061';
  return (
    <svg className="avatar" viewBox="0 0 36 36" width={size} height={size} aria-hidden="true">
      {user?.id === botId ? (
        <Gate />
      ) : (
        <>
          <rect width="36" height="36" fill={color} />
          <circle cx="30" cy="4" r="15" fill="#fff" opacity=".1" />
          <text
            x="18"
            y="18.6"
            textAnchor="middle"
            dominantBaseline="central"
            fontSize="14"
            fontWeight="700"
            fill="#fff"
          >
            {initials(user?.realName ?? '?')}
          </text>
        </>
      )}
    </svg>
  );
}

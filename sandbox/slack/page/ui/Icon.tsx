import type { ReactNode } from 'react';

const PATHS = {
  hash: 'M8 3L6.5 17M13.5 3L12 17M3.5 7.5h14M2.5 12.5h14',
  home: 'M3 9.2L10 3l7 6.2V17h-4.6v-4.6H7.6V17H3z',
  chat: 'M3 4h14v9.4H9.4L5.6 17v-3.6H3z',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M5 7.5l5 5 5-5',
  up: 'M5 12.5l5-5 5 5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  send: 'M3 10h6M3.4 3.6L17.4 10 3.4 16.4 5 10z',
  reply: 'M3 4h14v8.6h-7L6 16v-3.4H3zM6.6 8.2h6.8',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  eye: 'M1.8 10S5 4.8 10 4.8 18.2 10 18.2 10 15 15.2 10 15.2 1.8 10 1.8 10zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  check: 'M4.5 10.6l3.6 3.6 7.4-8.2',
  swap: 'M4 7h11l-3-3M16 13H5l3 3',
  file: 'M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15',
} as const;

/** A line icon in the colour of the text around it; decoration only. */
export function Icon({ name, size = 18 }: { name: keyof typeof PATHS; size?: number }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={name === 'more' ? 2.6 : 1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

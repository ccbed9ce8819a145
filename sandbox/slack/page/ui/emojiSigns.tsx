import type { ReactNode } from 'react';

const disc = (fill: string, shade: string): ReactNode => (
  <>
    <circle cx="10" cy="10" r="8.6" fill={shade} />
    <circle cx="10" cy="9.6" r="8.2" fill={fill} />
  </>
);

/** A line with round ends, to be laid over another colour or given one of its own. */
export const white = {
  fill: 'none',
  stroke: '#fff',
  strokeWidth: 2.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const tile = (inside: ReactNode): ReactNode => (
  <>
    <rect x="1" y="1" width="18" height="18" rx="4.2" fill="#4d9de0" />
    {inside}
  </>
);

/** Marks, lights and keys, by shortcode, on a square of 20 by 20. */
export const signs: Record<string, ReactNode> = {
  white_check_mark: (
    <>
      <rect x="1" y="1" width="18" height="18" rx="4.2" fill="#2fb36d" />
      <path d="M5.2 10.6l3.2 3.2 6.4-7.2" {...white} />
    </>
  ),
  heavy_check_mark: <path d="M3.2 10.8l4.4 4.4 9-10.4" {...white} stroke="#2fb36d" strokeWidth="3" />,
  x: <path d="M4.2 4.2l11.6 11.6M15.8 4.2L4.2 15.8" {...white} stroke="#dd2e44" strokeWidth="3.4" />,
  red_circle: disc('#dd2e44', '#b3203a'),
  large_green_circle: disc('#3dbb6c', '#2a9553'),
  green_circle: disc('#3dbb6c', '#2a9553'),
  large_yellow_circle: disc('#fdcb58', '#dba93a'),
  large_orange_circle: disc('#f4900c', '#cf7705'),
  large_blue_circle: disc('#4a90e2', '#3473bd'),
  blue_circle: disc('#4a90e2', '#3473bd'),
  white_circle: disc('#eceff1', '#b6bfc6'),
  black_circle: disc('#31373d', '#15181a'),
  warning: (
    <>
      <path d="M10 1.6l9 15.6c.3.6 0 1.2-.7 1.2H1.7c-.7 0-1-.6-.7-1.2z" fill="#fdc23e" />
      <path d="M10 7v5.4" stroke="#3b2f0b" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="10" cy="15.6" r="1.2" fill="#3b2f0b" />
    </>
  ),
  arrow_forward: tile(<path d="M7 5.2l7.6 4.8L7 14.8z" fill="#fff" />),
  double_vertical_bar: tile(<path d="M7.4 5.6v8.8M12.6 5.6v8.8" {...white} />),
  pause_button: tile(<path d="M7.4 5.6v8.8M12.6 5.6v8.8" {...white} />),
  fast_forward: tile(<path d="M4 5.6l6 4.4-6 4.4zM10 5.6l6 4.4-6 4.4z" fill="#fff" />),
  rewind: tile(<path d="M16 5.6L10 10l6 4.4zM10 5.6L4 10l6 4.4z" fill="#fff" />),
  black_square_for_stop: tile(<rect x="5.8" y="5.8" width="8.4" height="8.4" rx="1" fill="#fff" />),
  leftwards_arrow_with_hook: tile(
    <path d="M8 5L4.6 8.4 8 11.8M5 8.4h6.6a3.3 3.3 0 0 1 0 6.6H9" {...white} strokeWidth="2" />,
  ),
  arrow_right: tile(<path d="M4.8 10h10M10.8 5.8L15 10l-4.2 4.2" {...white} strokeWidth="2.2" />),
  information_source: tile(<path d="M10 9.4v5M10 5.6v.2" {...white} />),
  no_entry: (
    <>
      {disc('#dd2e44', '#b3203a')}
      <rect x="4.6" y="8" width="10.8" height="3.6" rx="1" fill="#fff" />
    </>
  ),
  no_entry_sign: (
    <>
      <circle cx="10" cy="10" r="7.4" fill="none" stroke="#dd2e44" strokeWidth="2.8" />
      <path d="M4.9 4.9l10.2 10.2" stroke="#dd2e44" strokeWidth="2.8" />
    </>
  ),
  octagonal_sign: (
    <path d="M6.3 1.2h7.4l5.1 5.1v7.4l-5.1 5.1H6.3l-5.1-5.1V6.3z" fill="#dd2e44" stroke="#fff" strokeWidth=".6" />
  ),
};

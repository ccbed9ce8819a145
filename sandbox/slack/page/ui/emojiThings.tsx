import type { ReactNode } from 'react';
import { white } from './emojiSigns.tsx';

const hourglass = (sand: ReactNode): ReactNode => (
  <>
    <path d="M5 2h10v2.5L11.6 10l3.4 5.5V18H5v-2.5L8.4 10 5 4.5z" fill="#cfe8f7" stroke="#8a6d4b" strokeWidth="1" />
    {sand}
    <path d="M4 1.6h12M4 18.4h12" stroke="#8a6d4b" strokeWidth="2" strokeLinecap="round" />
  </>
);
const bell = (
  <path
    d="M10 2.2c-3.4 0-5.2 2.5-5.2 5.6 0 4-2 4.6-2 6.4h14.4c0-1.8-2-2.4-2-6.4 0-3.1-1.8-5.6-5.2-5.6z"
    fill="#f2b632"
  />
);
const palm = (
  <path
    d="M6 17.5c-1.8-1.6-3.4-4.6-4-6.5-.4-1.3 1.2-1.9 1.9-.8l1.4 2V4.6c0-1.5 2-1.5 2 0v4.2-6c0-1.6 2.1-1.6 2.1 0v5.9-5c0-1.5 2-1.5 2 0v5.5-3.4c0-1.4 1.9-1.4 1.9 0v6.9c0 3.4-1.6 5.7-4 5.7-1.3 0-2.4-.2-3.3-.9z"
    fill="#ffcc4d"
    stroke="#e0a43a"
    strokeWidth=".7"
  />
);

/** Things, by shortcode, on a square of 20 by 20. */
export const things: Record<string, ReactNode> = {
  hourglass: hourglass(<path d="M6.4 15.6L10 12.6l3.6 3v1.4H6.4z" fill="#f2b632" />),
  hourglass_flowing_sand: hourglass(
    <path d="M6.6 5.6h6.8L10 10.4zM9.6 10h.8v5h-.8zM6.4 16.4l3.6-2.2 3.6 2.2v.8H6.4z" fill="#f2b632" />,
  ),
  rotating_light: (
    <>
      <path d="M4.6 14V9.6a5.4 5.4 0 0 1 10.8 0V14z" fill="#ee4444" />
      <path d="M7 13V9.8a3 3 0 0 1 2-2.8" fill="none" stroke="#ffb3b3" strokeWidth="1.3" strokeLinecap="round" />
      <rect x="2.6" y="14" width="14.8" height="4" rx="1.2" fill="#66757f" />
      <path d="M10 .8v1.6M2.6 3.6l1.3 1.2M17.4 3.6l-1.3 1.2" stroke="#f7b500" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  hand: palm,
  raised_hand: palm,
  wave: palm,
  rocket: (
    <>
      <path d="M13.4 11.4c.4 2.9-.6 5-3.2 6.6l-.9-3.7zM8.6 6.6C5.7 6.2 3.6 7.2 2 9.8l3.7.9z" fill="#c4233b" />
      <path d="M18.6 1.4c-6-.4-10.4 3-13 8.6l4.4 4.4c5.6-2.6 9-7 8.6-13z" fill="#a7b4bd" />
      <circle cx="13" cy="7" r="2.1" fill="#3b94d9" stroke="#66757f" strokeWidth="1" />
      <path d="M5.8 12.4c-2 .4-3.2 2-3.8 5.6 3.6-.6 5.2-1.8 5.6-3.8z" fill="#f4900c" />
    </>
  ),
  lock: (
    <>
      <path d="M6 9V6.4a4 4 0 0 1 8 0V9" fill="none" stroke="#9aa7b0" strokeWidth="2.2" />
      <rect x="3.6" y="8.4" width="12.8" height="10" rx="2" fill="#f2b632" />
    </>
  ),
  bell: (
    <>
      {bell}
      <path d="M7.6 15.8a2.5 2.5 0 0 0 4.8 0z" fill="#c98d12" />
    </>
  ),
  bulb: (
    <>
      <path d="M10 1.4a6 6 0 0 0-3.4 11c.6.5.8 1 .8 1.8h5.2c0-.8.2-1.3.8-1.8a6 6 0 0 0-3.4-11z" fill="#ffd54d" />
      <rect x="7.4" y="14.8" width="5.2" height="3.8" rx="1.4" fill="#9aa7b0" />
    </>
  ),
  tada: (
    <>
      <path d="M1.4 18.6L6.6 5.4l8 8z" fill="#f2b632" />
      <path
        d="M11 8c.4-2.6 1.6-4 3.6-4.6M12 9.4c2.4-1.2 4.4-1 6 .4"
        fill="none"
        stroke="#4d9de0"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="9" cy="2.6" r="1.2" fill="#dd2e44" />
      <circle cx="17.4" cy="4.2" r="1.2" fill="#3dbb6c" />
      <circle cx="16.6" cy="13.6" r="1.2" fill="#9266cc" />
    </>
  ),
  eyes: (
    <>
      <ellipse cx="5.6" cy="10" rx="3.8" ry="6" fill="#f5f8fa" stroke="#99a5ad" strokeWidth=".8" />
      <ellipse cx="14.4" cy="10" rx="3.8" ry="6" fill="#f5f8fa" stroke="#99a5ad" strokeWidth=".8" />
      <circle cx="4.6" cy="10.6" r="1.9" fill="#292f33" />
      <circle cx="13.4" cy="10.6" r="1.9" fill="#292f33" />
    </>
  ),
  snowflake: (
    <path
      d="M10 1.6v16.8M2.7 5.8l14.6 8.4M17.3 5.8L2.7 14.2M7.8 3l2.2 2.2L12.2 3M7.8 17l2.2-2.2 2.2 2.2"
      {...white}
      stroke="#5dadec"
      strokeWidth="1.8"
    />
  ),
  chart_with_upwards_trend: (
    <>
      <rect x="1" y="1" width="18" height="18" rx="2" fill="#e8eef2" />
      <path d="M3.4 14.6l4-4 3 2.4 6-7.6" {...white} stroke="#dd2e44" strokeWidth="2" />
    </>
  ),
};

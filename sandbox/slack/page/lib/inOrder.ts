import { createElement, Fragment, type ReactNode } from 'react';

/** Renders parts of a text or a block, which have no other identity than their place. */
export function inOrder<T>(parts: T[], render: (part: T, index: number) => ReactNode): ReactNode[] {
  const keyed = (part: T, place: number) => createElement(Fragment, { key: `at-${place}` }, render(part, place));
  return parts.map(keyed);
}

import { Children, type ReactNode } from 'react';

/** Renders parts of a text or a block, which have no other identity than their place. */
export function inOrder<T>(parts: T[], render: (part: T, index: number) => ReactNode): ReactNode[] {
  return Children.toArray(parts.map(render));
}

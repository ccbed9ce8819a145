import type { Around } from '../sources.ts';
import { type WayName, ways } from './index.ts';
import type { Led, Way } from './way.ts';

export const wayNames = Object.keys(ways) as WayName[];

/** `HTTPRoute edge`, for each object that leads requests to the Service. Pure. */
export function leadingTo(to: Led, around: Around): string[] {
  return wayNames.flatMap((name) => {
    // What a source has read is what its way can read.
    const { leads }: Way = ways[name];
    return (around[name] ?? []).filter((each) => leads(each, to)).map(titleOf);
  });
}

export function titleOf({ kind, metadata }: { kind: string; metadata: { name: string } }): string {
  return `${kind} ${metadata.name}`;
}

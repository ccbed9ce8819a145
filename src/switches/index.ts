import { acceptRequests } from './accept-requests.ts';
import { automaticPromotion } from './automatic-promotion.ts';
import { startReleases } from './start-releases.ts';
import type { SwitchKind } from './switch.ts';

/** All switches by name, in the order in which people read them. The gate of the same name obeys each. */
export const switchKinds = {
  'accept-requests': acceptRequests,
  'start-releases': startReleases,
  'automatic-promotion': automaticPromotion,
} as const satisfies Record<string, SwitchKind>;
export type SwitchName = keyof typeof switchKinds;

/** Their names, in the same order. */
export const switchNames = Object.keys(switchKinds) as SwitchName[];

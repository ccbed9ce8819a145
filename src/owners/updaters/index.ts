import { keel } from './keel.ts';
import { openshift } from './openshift.ts';
import type { Updater } from './updater.ts';

/** By file. */
export const updaters = { keel, openshift } as const satisfies Record<string, Updater>;

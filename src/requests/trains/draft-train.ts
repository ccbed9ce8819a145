import type { RequestDeps } from '../deps.ts';
import type { Draft } from '../drafted.ts';
import type { Placed } from '../place.ts';

/** Makes the draft of one release. */
export type DraftOne = (deps: RequestDeps, place: Placed) => Promise<Draft>;

import { approvers } from './approvers.ts';
import { different } from './different.ts';
import { forward } from './forward.ts';
import { promoted } from './promoted.ts';
import { window } from './window.ts';

/** All gates, in the order in which people read them. */
export const gateKinds = [different, forward, promoted, approvers, window] as const;

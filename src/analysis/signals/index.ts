import { errors } from './errors.ts';
import { p99 } from './p99.ts';
import type { SignalKind } from './signal.ts';

/** Every signal, in the order in which people read them. */
export const signalKinds = { errors, p99 } as const satisfies Record<string, SignalKind>;

export type SignalName = keyof typeof signalKinds;

/** Their names, as targets and verdicts have them. */
export const signalNames = Object.keys(signalKinds) as [SignalName, ...SignalName[]];

import { usualRestarts } from '../../../src/domain/target.ts';

/** When the pod was made, in milliseconds. */
export const start = Date.parse('2026-11-21T10:00:00Z');
/** So many seconds later, as Kubernetes writes times. */
export const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
/** Looked at so many seconds later. */
export const at = (seconds: number) => ({
  now: start + seconds * 1000,
  graceMs: 60_000,
  containers: new Set(['app', 'migrate']),
  restarts: usualRestarts,
});

interface Shape {
  app?: Record<string, unknown>;
  init?: Record<string, unknown>;
  conditions?: Record<string, unknown>[];
  deletedAt?: string;
}

/** A pod of the new version whose container `app` is like this. */
export function pod({ app = {}, init, conditions = [], deletedAt }: Shape) {
  return {
    metadata: { name: 'checkout-candidate-x', creationTimestamp: iso(0), deletionTimestamp: deletedAt },
    status: {
      phase: 'Running',
      startTime: iso(0),
      conditions,
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: {}, lastState: {}, ...app }],
      ...(init ? { initContainerStatuses: [{ name: 'migrate', ready: false, restartCount: 0, ...init }] } : {}),
    },
  };
}

/** States of a container. */
export const running = { running: { startedAt: iso(2) } };
export const ended = (exitCode: number, reason: string, message?: string) => ({
  terminated: { exitCode, reason, message },
});
export const ready = { ready: true, state: running };

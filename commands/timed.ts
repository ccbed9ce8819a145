import type { Telemetry } from '../src/platform/telemetry.ts';

/** Slack waits 3 s for an acknowledgement; ours leave by then, however long the work takes. */
const ackWithinMs = 2000;

/** Acknowledges once, however often it is called; true for the call that did. Rejects where Slack could not be told. */
export type Ack<A extends unknown[]> = (...body: A) => Promise<boolean>;

/** Measures how long Slack waits for its acknowledgement. */
export function timed<A extends unknown[]>(
  telemetry: Telemetry,
  kind: 'command' | 'action' | 'view' | 'options',
  ack: (...body: A) => Promise<unknown>,
): Ack<A> {
  const done = telemetry.ackSeconds.startTimer({ kind });
  let acked = false;
  return async (...body) => {
    if (acked) return false;
    acked = true;
    await ack(...body);
    done();
    return true;
  };
}

/** Does the work, and acknowledges without its result where it takes too long. Throws what the work throws. */
export async function inTime<T>(ack: Ack<[]>, work: () => Promise<T>): Promise<T> {
  // Bolt logs an acknowledgement that fails; there is nobody else to tell.
  const late = setTimeout(() => void ack().catch(() => undefined), ackWithinMs);
  try {
    return await work();
  } finally {
    clearTimeout(late);
  }
}

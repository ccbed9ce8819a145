import type { Telemetry } from '../src/platform/telemetry.ts';

/** Measures how long Slack waits for its acknowledgement; acknowledges once, however often it is called. */
export function timed<A extends unknown[]>(
  telemetry: Telemetry,
  kind: 'command' | 'action' | 'view' | 'options',
  ack: (...body: A) => Promise<unknown>,
): (...body: A) => Promise<void> {
  const done = telemetry.ackSeconds.startTimer({ kind });
  let acked = false;
  return async (...body) => {
    if (acked) return;
    acked = true;
    await ack(...body);
    done();
  };
}

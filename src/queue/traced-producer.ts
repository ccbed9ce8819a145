import { traced, whereWeAre } from '../platform/tracing.ts';
import type { SpanLinks } from '../store/span-links.ts';
import type { Producer } from './producer.ts';

/**
 * A parked job carries the trace of the command that asked for its release. What wakes it later has a trace of its own,
 * which is left for the lease that follows, as a link.
 */
export function tracedProducer(producer: Producer, spanLinks: SpanLinks): Producer {
  return {
    ...producer,
    wake: (id, urgent) =>
      traced('wake', { 'sluice.release': id }, async () => {
        const here = whereWeAre();
        // A trace is a nicety: the wake-up goes out whether or not it can be left.
        if (here) await spanLinks.leave(id, here).catch(() => undefined);
        await producer.wake(id, urgent);
      }),
  };
}

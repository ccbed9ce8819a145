import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import type { DeliveryOutcome } from '../world/model.ts';

/** Envelopes that wait for their acknowledgement. */
export interface Acks {
  /** Resolves with the acknowledgement, or as failed when the time is over. */
  wait(envelopeId: string): Promise<DeliveryOutcome>;
  /** Takes what came over a socket. What is no acknowledgement is ignored. */
  settle(data: string): void;
}

const ackSchema = z.object({
  envelope_id: z.string(),
  payload: z.union([z.string(), z.record(z.string(), z.json())]).optional(),
});

type Ack = z.infer<typeof ackSchema>;

/** @param ackMs how long the bot may take, in ms */
export function createAcks(ackMs: number): Acks {
  // One envelope may be on its way twice; the first acknowledgement answers for both.
  const waiting = new Map<string, Set<(outcome: DeliveryOutcome) => void>>();
  return {
    wait(envelopeId) {
      return new Promise((resolve) => {
        const entries = waiting.get(envelopeId) ?? new Set();
        waiting.set(envelopeId, entries);
        const settle = (outcome: DeliveryOutcome) => {
          clearTimeout(timer);
          entries.delete(settle);
          if (entries.size === 0) waiting.delete(envelopeId);
          resolve(outcome);
        };
        const timer = setTimeout(() => settle({ kind: 'failed', error: 'operation_timeout' }), ackMs);
        entries.add(settle);
      });
    },
    settle(data) {
      const ack = parse(data);
      if (!ack) return;
      const payload = meaningful(ack.payload);
      for (const settle of [...(waiting.get(ack.envelope_id) ?? [])]) settle({ kind: 'acked', payload });
    },
  };
}

function parse(data: string): Ack | undefined {
  try {
    return ackSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

/** Bolt acknowledges with an empty object when it has nothing to say. */
function meaningful(payload: Ack['payload']): JsonObject | string | null {
  if (payload === undefined || payload === '') return null;
  if (typeof payload === 'string') return payload;
  return Object.keys(payload).length === 0 ? null : (payload as JsonObject);
}

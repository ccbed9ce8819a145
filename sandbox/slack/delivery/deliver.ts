import type { JsonObject } from '../protocol.ts';
import type { Faults } from '../server/faults.ts';
import type { DeliveryEntry, DeliveryOutcome } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { postToBot } from './http.ts';
import type { SocketHub } from './socket.ts';

/** How the bot wants to be told: over its socket, or by signed requests to this address. */
export type DeliveryMode = { mode: 'socket' } | { mode: 'http'; url: string };

export interface Deliverer {
  /** Tells the bot and waits for its acknowledgement. Never throws. */
  deliver(type: DeliveryEntry['type'], body: JsonObject, acceptsResponse: boolean): Promise<DeliveryOutcome>;
  setMode(mode: DeliveryMode): void;
  mode(): DeliveryMode;
}

export interface DelivererDeps {
  world: World;
  hub: SocketHub;
  faults: Faults;
  ackMs: number;
  /** Pauses before an unanswered event is sent again, in ms. Slack repeats events only, never commands or clicks. */
  eventRetryMs: readonly number[];
}

/** @param initial how to deliver until setMode is called */
export function createDeliverer(deps: DelivererDeps, initial: DeliveryMode): Deliverer {
  const { world, hub, faults } = deps;
  let mode = initial;

  async function once(entry: Omit<DeliveryEntry, 'outcome' | 'via' | 'time'>, accepts: boolean, envelopeId: string) {
    const via = mode.mode;
    const time = world.clock.now();
    const outcome = await attempt(entry, accepts, envelopeId);
    const done: DeliveryEntry = { ...entry, via, time, outcome };
    world.deliveries.push(done);
    world.bus.emit({ type: 'delivery', entry: done });
    return outcome;
  }

  function attempt(entry: Omit<DeliveryEntry, 'outcome' | 'via' | 'time'>, accepts: boolean, envelopeId: string) {
    if (faults.isOut()) return Promise.resolve<DeliveryOutcome>({ kind: 'failed', error: 'dispatch_failed' });
    if (mode.mode === 'socket') return hub.send({ ...entry, acceptsResponse: accepts, envelopeId });
    const http = { signingSecret: world.seed.signingSecret, now: () => world.clock.now(), ackMs: deps.ackMs };
    return postToBot(http, mode.url, entry);
  }

  async function repeatEvent(body: JsonObject): Promise<void> {
    for (const [index, pause] of deps.eventRetryMs.entries()) {
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
      const outcome = await once({ type: 'events_api', body, attempt: index + 1 }, false, hub.newEnvelopeId());
      if (outcome.kind === 'acked') return;
    }
  }

  return {
    async deliver(type, body, acceptsResponse) {
      const envelopeId = hub.newEnvelopeId();
      const first = once({ type, body, attempt: 0 }, acceptsResponse, envelopeId);
      const copies = faults.takeDuplicates();
      const repeated = Array.from({ length: copies }, (_, index) =>
        once({ type, body, attempt: index + 1 }, acceptsResponse, envelopeId),
      );
      const outcome = await first;
      await Promise.all(repeated);
      if (type === 'events_api' && outcome.kind === 'failed') void repeatEvent(body);
      return outcome;
    },
    setMode(next) {
      mode = next;
    },
    mode: () => mode,
  };
}

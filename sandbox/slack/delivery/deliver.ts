import type { JsonObject } from '../protocol.ts';
import type { Faults } from '../server/faults.ts';
import { remember } from '../world/memory.ts';
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
  /** False after a request that did not reach the bot, until one does. */
  isReachable(): boolean;
}

export interface DelivererDeps {
  world: World;
  hub: SocketHub;
  faults: Faults;
  ackMs: number;
  /** Pauses before an unanswered event is sent again, in ms. Slack repeats events only, never commands or clicks. */
  eventRetryMs: readonly number[];
  /** Told when isReachable changes. */
  onReachable(): void;
}

/** @param initial how to deliver until setMode is called */
export function createDeliverer(deps: DelivererDeps, initial: DeliveryMode): Deliverer {
  const { hub, faults } = deps;
  const { send, ...way } = createWay(deps, initial);

  async function repeatEvent(body: JsonObject): Promise<void> {
    for (const [index, pause] of deps.eventRetryMs.entries()) {
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
      const outcome = await send({ type: 'events_api', body, attempt: index + 1 }, false, hub.newEnvelopeId());
      if (outcome.kind === 'acked') return;
    }
  }

  return {
    ...way,
    async deliver(type, body, acceptsResponse) {
      const envelopeId = hub.newEnvelopeId();
      const first = send({ type, body, attempt: 0 }, acceptsResponse, envelopeId);
      const copies = Array.from({ length: faults.takeDuplicates() }, (_, index) =>
        send({ type, body, attempt: index + 1 }, acceptsResponse, envelopeId),
      );
      const outcome = await first;
      await Promise.all(copies);
      if (type === 'events_api' && outcome.kind === 'failed') void repeatEvent(body);
      return outcome;
    },
  };
}

type Attempt = Pick<DeliveryEntry, 'type' | 'body' | 'attempt'>;

/** The present way to the bot: sends once, and writes down what came of it. */
function createWay(deps: DelivererDeps, initial: DeliveryMode) {
  const { world, hub, faults } = deps;
  let mode = initial;
  let reachable = true;

  function carry(attempt: Attempt, acceptsResponse: boolean, envelopeId: string): Promise<DeliveryOutcome> {
    if (faults.isOut()) return Promise.resolve({ kind: 'failed', error: 'dispatch_failed' });
    if (mode.mode === 'socket') return hub.send({ ...attempt, acceptsResponse, envelopeId });
    const http = { signingSecret: world.seed.signingSecret, now: () => world.clock.now(), ackMs: deps.ackMs };
    return postToBot(http, mode.url, attempt);
  }

  function note(outcome: DeliveryOutcome): void {
    const reached = !(outcome.kind === 'failed' && outcome.error === 'dispatch_failed');
    if (reached === reachable) return;
    reachable = reached;
    deps.onReachable();
  }

  return {
    async send(attempt: Attempt, acceptsResponse: boolean, envelopeId: string): Promise<DeliveryOutcome> {
      const via = mode.mode;
      const time = world.clock.now();
      const outcome = await carry(attempt, acceptsResponse, envelopeId);
      note(outcome);
      const entry: DeliveryEntry = { ...attempt, via, time, outcome };
      remember(world.deliveries, entry);
      world.bus.emit({ type: 'delivery', entry });
      return outcome;
    },
    setMode(next: DeliveryMode): void {
      mode = next;
      reachable = true;
    },
    mode: () => mode,
    isReachable: () => reachable,
  };
}

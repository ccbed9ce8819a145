import type { Clock } from '../../platform/clock.ts';
import { type AskPrometheus, askTogether, type PromAnswer, type PromAsk } from './prom-ask.ts';
import { lengthInQuery } from './prom-queries.ts';

export interface BatchOptions {
  /** How long a look waits for others, in ms. */
  waitMs: number;
  /** Looks in one set of queries at most. */
  scopes: number;
  /** Characters that the scopes may add to the address of a query; proxies refuse addresses of more than 8 KB. */
  length: number;
}

const usual: BatchOptions = { waitMs: 100, scopes: 100, length: 5000 };

interface Waiting {
  ask: PromAsk;
  resolve(answer: PromAnswer): void;
  reject(reason: unknown): void;
}

/**
 * Asks Prometheus for many looks at once: those that come within a short time and differ in nothing but their scopes
 * share their queries. Kept for the life of the process.
 */
export function createPromBatcher(clock: Clock, options: Partial<BatchOptions> = {}): AskPrometheus {
  const { waitMs, scopes, length } = { ...usual, ...options };
  const waiting = new Map<string, Waiting[]>();

  async function flushLater(key: string): Promise<void> {
    await clock.sleep(waitMs).catch(() => undefined);
    const all = waiting.get(key) ?? [];
    waiting.delete(key);
    for (const batch of split(all, scopes, length)) void flush(batch);
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      const key = keyOf(ask);
      const others = waiting.get(key);
      if (others) {
        others.push({ ask, resolve, reject });
        return;
      }
      waiting.set(key, [{ ask, resolve, reject }]);
      void flushLater(key);
    });
}

async function flush(batch: readonly Waiting[]): Promise<void> {
  try {
    const results = await askTogether(batch.map(({ ask }) => ask));
    for (const [at, { resolve, reject }] of batch.entries()) {
      const result = results[at];
      if (result?.status === 'fulfilled') resolve(result.value);
      else reject(result?.reason);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** Everything that must be the same for two looks to share their queries. */
function keyOf({ api, queries }: PromAsk): string {
  return JSON.stringify([api.url, api.headers, api.timeoutMs, queries]);
}

/** Batches that are short enough; a look that is too long by itself is asked for alone. */
function split(all: readonly Waiting[], scopes: number, length: number): Waiting[][] {
  const batches: Waiting[][] = [];
  let room = 0;
  for (const one of all) {
    const needed = lengthInQuery(one.ask.scope);
    const last = batches.at(-1);
    if (last && last.length < scopes && needed <= room) {
      last.push(one);
      room -= needed;
    } else {
      batches.push([one]);
      room = length - needed;
    }
  }
  return batches;
}

import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { Trouble } from './evidence.ts';

type Bots = Pick<SandboxWorld['slack'], 'waitForBots'>;

export const stallKind = 'machine stalled';

const tickMs = 100;
/** A tick this late (ms) is a stall; less is what a busy machine does. */
const lateMs = 500;
/** How long after a stall a bot may still drop its socket because of it: twice Slack's time for a pong (ms). */
const dropMs = 10_000;
const reconnectMs = 30_000;

/** Until a bot is connected. One that does not come back is no excuse for what is not answered later. */
export async function heard(slack: Bots): Promise<void> {
  await slack.waitForBots(1, reconnectMs).catch(() => undefined);
}

/**
 * Notes as a trouble each time in which this process, and with it the sandbox that people type into, did not run:
 * nobody can be answered then. It lasts until the bot is back where its socket was dropped in consequence.
 * @returns ends the watch
 */
export function watchStalls(slack: Bots, troubles: Trouble[]): () => void {
  let last = Date.now();
  const tick = () => {
    const now = Date.now();
    if (now - last > tickMs + lateMs) {
      const trouble: Trouble = { kind: stallKind, from: last, to: now };
      troubles.push(trouble);
      void lastUntilHeard(slack, trouble);
    }
    last = now;
  };
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}

async function lastUntilHeard(slack: Bots, trouble: Trouble): Promise<void> {
  const dropped = await slack.waitForBots(0, dropMs).then(
    () => true,
    () => false,
  );
  if (!dropped) return;
  trouble.to = Number.POSITIVE_INFINITY;
  await heard(slack);
  trouble.to = Date.now();
}

/** How often the machine stood still, in words; null where it did not. */
export function stallLine(troubles: readonly Trouble[]): string | null {
  const stalls = troubles.filter(({ kind }) => kind === stallKind);
  if (stalls.length === 0) return null;
  const longest = Math.max(...stalls.map(({ from, to }) => to - from));
  return `the machine stood still ${stalls.length} ×, the longest ${longest} ms until the bot was back`;
}

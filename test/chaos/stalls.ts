import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { Trouble } from './evidence.ts';

type Bots = Pick<SandboxWorld['slack'], 'waitForBots'>;

export const stallKind = 'machine stalled';
/** This machine's clock was set, or the machine was suspended: times of the log and of the sandbox differ for a while. */
export const jumpKind = 'clock jumped';

const tickMs = 100;
/** A tick this late (ms) is a stall; less is what a busy machine does. */
const lateMs = 500;
/** How long after a stall a bot may still drop its socket because of it: twice Slack's time for a pong (ms). */
const dropMs = 10_000;
const reconnectMs = 30_000;
/** Sluice makes up for a jump by a tenth of the time that passes, once it has seen it. */
const madeUpIn = 11;

/** Until a bot is connected. One that does not come back is no excuse for what is not answered later. */
export async function heard(slack: Bots): Promise<void> {
  await slack.waitForBots(1, reconnectMs).catch(() => undefined);
}

/**
 * Notes as a trouble each time in which this process, and with it the sandbox that people type into, did not run:
 * nobody can be answered then. It lasts until the bot is back where its socket was dropped in consequence. Notes jumps
 * of the clock, too, until Sluice has made up for them.
 * @returns ends the watch
 */
export function watchStalls(slack: Bots, troubles: Trouble[]): () => void {
  let last = Date.now();
  let lastRan = performance.now();
  const tick = () => {
    const [now, ran] = [Date.now(), performance.now()];
    const jumpMs = Math.abs(now - last - (ran - lastRan));
    if (jumpMs > lateMs) troubles.push({ kind: jumpKind, from: Math.min(last, now), to: now + madeUpIn * jumpMs });
    if (now - last > tickMs + lateMs) {
      const trouble: Trouble = { kind: stallKind, from: last, to: now };
      troubles.push(trouble);
      void lastUntilHeard(slack, trouble);
    }
    [last, lastRan] = [now, ran];
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

/** How often the machine stood still, and its clock jumped, in words; null where it did neither. */
export function stallLine(troubles: readonly Trouble[]): string | null {
  const lasting = (wanted: string) => troubles.filter(({ kind }) => kind === wanted).map(({ from, to }) => to - from);
  const [stalls, jumps] = [lasting(stallKind), lasting(jumpKind)];
  const lines = [
    ...(stalls.length > 0
      ? [`the machine stood still ${stalls.length} ×, the longest ${Math.max(...stalls)} ms until the bot was back`]
      : []),
    ...(jumps.length > 0
      ? [`the machine's clock jumped ${jumps.length} ×: weights are not judged until it is made up for`]
      : []),
  ];
  return lines.length > 0 ? lines.join('; ') : null;
}

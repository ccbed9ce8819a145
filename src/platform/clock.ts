import type { Log } from './log.ts';

/** The one source of time. Pure rooms get times as arguments; shells get this. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** This machine's clock as it is: jumps when somebody sets it. */
export const systemClock: Clock = { now: () => Date.now(), sleep };

/** The clock, but never before `earliest` (ms since epoch): another process may have written by one that is ahead. */
export function notBefore(clock: Clock, earliest: number): Clock {
  return { now: () => Math.max(earliest, clock.now()), sleep: clock.sleep };
}

/** A time of `clock` as this machine's own clock will show it then, for timers that others keep by that one (ms since epoch). */
export function onSystemClock(clock: Clock, at: number): number {
  return Date.now() + (at - clock.now());
}

/** What a shared clock is made of; all in milliseconds. */
export interface TimeSources {
  /** This machine's own clock, since the epoch. May be wrong and may jump. */
  wall(): number;
  /** Since some moment; never jumps. */
  monotonic(): number;
  /** The clock that all processes share, since the epoch. Rejects while it cannot be asked. */
  reference(): Promise<number>;
}

export const localSources: Omit<TimeSources, 'reference'> = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
};

export interface SharedClock extends Clock {
  /** Compares with the reference once, at once. Never rejects. */
  check(): Promise<void>;
  stop(): void;
}

/** How often the reference is asked. */
const checkEveryMs = 5000;
/** An answer that took longer says too little about now. */
const longestAnswerMs = 1000;
/** Where this machine's clock is this near to the reference, it is used itself: it has no network in between. */
const agreeMs = 1000;
/** What is more than this is a jump, not a drift. */
const jumpMs = 2000;
/** A jump is made up for at this rate: a deadline is at most a tenth too early or too late, and never past all at once. */
const slewing = 0.1;

/**
 * A clock that all processes share and that never jumps and never goes back. Between two checks it runs with the
 * monotonic clock. A difference to the reference that can be drift is taken over; a jump is followed slowly, and said.
 */
export async function startSharedClock(sources: TimeSources, log: Log): Promise<SharedClock> {
  const { wall, monotonic } = sources;
  let latest = 0;
  let mark = { at: wall(), monotonic: monotonic(), gap: 0 };

  function now(): number {
    const elapsed = monotonic() - mark.monotonic;
    const most = elapsed * slewing;
    const correction = Math.min(most, Math.max(-most, mark.gap));
    latest = Math.max(latest, Math.floor(mark.at + elapsed + correction));
    return latest;
  }

  function correct(truth: number): void {
    const jumped = Math.abs(mark.gap) > jumpMs;
    const present = now();
    const gap = truth - present;
    const far = Math.abs(gap) > jumpMs;
    mark = { at: far ? present : truth, monotonic: monotonic(), gap: far ? gap : 0 };
    const seconds = Math.round(gap / 1000);
    if (far && !jumped)
      log.warn({ seconds }, 'the clock has jumped; it is followed slowly, so that no deadline is skipped');
    if (!far && jumped) log.info({}, 'the clock is right again');
  }

  async function check(): Promise<void> {
    const truth = await ask(sources).catch((error: Error) => {
      log.debug({ error: error.message }, 'the shared clock cannot be asked');
      return null;
    });
    if (truth !== null) correct(truth);
  }

  // At the start nothing has been decided by any time yet: whatever the reference says is taken as it is.
  const first = await ask(sources).catch(() => null);
  if (first !== null) mark = { at: first, monotonic: monotonic(), gap: 0 };
  const timer = setInterval(() => void check(), checkEveryMs);
  timer.unref();
  return { now, sleep, check, stop: () => clearInterval(timer) };
}

/** The right time now, or null where the reference answered too late to know. */
async function ask({ wall, monotonic, reference }: TimeSources): Promise<number | null> {
  const asked = monotonic();
  const said = await reference();
  const took = monotonic() - asked;
  if (took > longestAnswerMs) return null;
  const right = said + took / 2;
  return Math.abs(wall() - right) <= agreeMs ? wall() : right;
}

import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';

/** How Slack is treated, in ms. */
export interface Pace {
  /** Slack does not answer: the first pause, doubled each time up to the longest. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** Slack refuses the token, or a message for good: how often that is tried again. */
  refusedPauseMs: number;
  /** Between two calls of chat.update of a whole workspace: Slack takes about 50 a minute. */
  updateMs: number;
}

export const usualPace: Pace = { firstPauseMs: 500, longestPauseMs: 5000, refusedPauseMs: 60_000, updateMs: 1500 };

/** An alert that waits keeps other messages waiting for as long as it was heard of within this time. */
const alertFreshMs = 8000;
/** How long one call may be out to see whether Slack is back, before another may try. */
const probeMs = 12_000;
/** A token that is refused is spoken of again after this. */
const complainEveryMs = 10 * 60_000;

interface Outage {
  until: number;
  pauseMs: number;
  probeUntil: number;
}

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>;

/**
 * One way to Slack for all releases of a process. Where Slack does not answer, refuses the token or asks to slow down,
 * nobody calls it until the pause is over; then one call goes ahead, and the others follow when it got through. While
 * alerts wait, nothing else goes.
 */
export function createCircuitBreaker({ clock, log }: { clock: Clock; log: Log }, pace: Pace) {
  let outage: Outage | null = null;
  let tokenSince: { code: string; saidAt: number } | null = null;
  const slowDown = new Map<string, number>();
  const alerts = new Map<string, number>();

  function refusalNow(method: string): SlackError | null {
    const now = clock.now();
    const slow = slowDown.get(method) ?? 0;
    if (slow > now) return new SlackError('ratelimited', 'paused', `${method} pauses as Slack asked`, slow - now);
    const until = Math.max(outage?.until ?? 0, outage?.probeUntil ?? 0);
    return until > now ? new SlackError('unreachable', 'paused', 'Slack is given a pause', until - now) : null;
  }

  function failed(method: string, error: SlackError): void {
    const now = clock.now();
    if (error.code === 'late') return;
    switch (remedyOf(error)) {
      case 'token':
        outage = { until: now + pace.refusedPauseMs, pauseMs: 0, probeUntil: 0 };
        complain(error, now);
        return;
      case 'wait': {
        if (error.kind === 'ratelimited') {
          slowDown.set(method, now + (error.retryAfterMs ?? pace.firstPauseMs));
          answered();
          return;
        }
        // Calls that were out at the same time say the same thing once.
        if (outage && now < outage.until) return;
        const pauseMs = Math.min(pace.longestPauseMs, Math.max(pace.firstPauseMs, (outage?.pauseMs ?? 0) * 2));
        outage = { until: now + pauseMs, pauseMs, probeUntil: 0 };
        return;
      }
      default:
        answered();
    }
  }

  function answered(): void {
    if (tokenSince) log.info({}, 'Slack takes the token again');
    outage = null;
    tokenSince = null;
  }

  function complain(error: SlackError, now: number): void {
    if (tokenSince && now - tokenSince.saidAt < complainEveryMs) return;
    tokenSince = { code: error.code, saidAt: now };
    log.error(
      { code: error.code },
      'Slack refuses the bot token: nobody is told anything in Slack. Releases go on and nothing is lost: put a working token into SLACK_BOT_TOKEN and restart',
    );
  }

  return {
    /** Runs a call of this method. Throws `SlackError` with the code `paused`, without a call, while Slack is given a pause. */
    async through<T>(method: string, work: () => Promise<T>): Promise<T> {
      const shut = refusalNow(method);
      if (shut) throw shut;
      if (outage) outage.probeUntil = clock.now() + probeMs;
      try {
        const done = await work();
        answered();
        return done;
      } catch (error) {
        if (error instanceof SlackError) failed(method, error);
        if (outage) outage.probeUntil = 0;
        throw error;
      }
    },
    /** Until when nothing can be posted (ms since epoch), or null. */
    openUntil(): number | null {
      const wait = refusalNow('post')?.retryAfterMs ?? null;
      return wait === null ? null : clock.now() + wait;
    },
    /** Slack's code where it refuses the token, else null. */
    tokenTrouble: (): string | null => tokenSince?.code ?? null,
    /** This release has, or has no longer, an alert that Slack has not taken. */
    alert(id: string, waits: boolean): void {
      if (waits) alerts.set(id, clock.now());
      else alerts.delete(id);
    },
    /** Alerts of other releases wait. */
    othersFirst(id: string): boolean {
      for (const [other, heardOf] of alerts) {
        if (clock.now() - heardOf > alertFreshMs) alerts.delete(other);
        else if (other !== id) return true;
      }
      return false;
    },
  };
}

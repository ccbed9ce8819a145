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

/**
 * One way to Slack for all releases of a process. Where Slack does not answer, refuses the token or asks to slow down,
 * nobody calls it until the pause is over; then one call goes ahead, and the others follow when it got through. While
 * alerts wait, nothing else goes.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pace: Pace;
  #outage: Outage | null = null;
  #tokenSince: { code: string; saidAt: number } | null = null;
  readonly #slowDown = new Map<string, number>();
  readonly #alerts = new Map<string, number>();

  constructor({ clock, log }: { clock: Clock; log: Log }, pace: Pace) {
    this.#clock = clock;
    this.#log = log;
    this.#pace = pace;
  }

  /** Runs a call of this method. Throws `SlackError` with the code `paused`, without a call, while Slack is given a pause. */
  async through<T>(method: string, work: () => Promise<T>): Promise<T> {
    const shut = this.#refusalNow(method);
    if (shut) throw shut;
    if (this.#outage) this.#outage.probeUntil = this.#clock.now() + probeMs;
    try {
      const done = await work();
      this.#answered();
      return done;
    } catch (error) {
      if (error instanceof SlackError) this.#failed(method, error);
      if (this.#outage) this.#outage.probeUntil = 0;
      throw error;
    }
  }

  /** Until when nothing can be posted (ms since epoch), or null. */
  openUntil(): number | null {
    const wait = this.#refusalNow('post')?.retryAfterMs ?? null;
    return wait === null ? null : this.#clock.now() + wait;
  }

  /** Slack's code where it refuses the token, else null. */
  tokenTrouble(): string | null {
    return this.#tokenSince?.code ?? null;
  }

  /** This release has, or has no longer, an alert that Slack has not taken. */
  alert(id: string, waits: boolean): void {
    if (waits) this.#alerts.set(id, this.#clock.now());
    else this.#alerts.delete(id);
  }

  /** Alerts of other releases wait. */
  othersFirst(id: string): boolean {
    for (const [other, heardOf] of this.#alerts) {
      if (this.#clock.now() - heardOf > alertFreshMs) this.#alerts.delete(other);
      else if (other !== id) return true;
    }
    return false;
  }

  #refusalNow(method: string): SlackError | null {
    const now = this.#clock.now();
    const slow = this.#slowDown.get(method) ?? 0;
    if (slow > now) return new SlackError('ratelimited', 'paused', `${method} pauses as Slack asked`, slow - now);
    const until = Math.max(this.#outage?.until ?? 0, this.#outage?.probeUntil ?? 0);
    return until > now ? new SlackError('unreachable', 'paused', 'Slack is given a pause', until - now) : null;
  }

  #failed(method: string, error: SlackError): void {
    if (error.code === 'late') return;
    const now = this.#clock.now();
    switch (remedyOf(error)) {
      case 'token':
        this.#outage = { until: now + this.#pace.refusedPauseMs, pauseMs: 0, probeUntil: 0 };
        this.#complain(error, now);
        return;
      case 'wait':
        if (error.kind === 'ratelimited') this.#slowed(method, error, now);
        else this.#unanswered(now);
        return;
      case 'elsewhere':
      case 'anew':
      case 'plainer':
      case 'none':
        this.#answered();
    }
  }

  #slowed(method: string, error: SlackError, now: number): void {
    this.#slowDown.set(method, now + (error.retryAfterMs ?? this.#pace.firstPauseMs));
    this.#answered();
  }

  #unanswered(now: number): void {
    // Calls that were out at the same time say the same thing once.
    if (this.#outage && now < this.#outage.until) return;
    const { firstPauseMs, longestPauseMs } = this.#pace;
    const pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, (this.#outage?.pauseMs ?? 0) * 2));
    this.#outage = { until: now + pauseMs, pauseMs, probeUntil: 0 };
  }

  #answered(): void {
    if (this.#tokenSince) this.#log.info({}, 'Slack takes the token again');
    this.#outage = null;
    this.#tokenSince = null;
  }

  #complain(error: SlackError, now: number): void {
    if (this.#tokenSince && now - this.#tokenSince.saidAt < complainEveryMs) return;
    this.#tokenSince = { code: error.code, saidAt: now };
    this.#log.error(
      { code: error.code },
      'Slack refuses the bot token: nobody is told anything in Slack. Releases go on and nothing is lost: put a working token into SLACK_BOT_TOKEN and restart',
    );
  }
}

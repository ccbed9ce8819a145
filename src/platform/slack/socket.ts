import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { SlackError } from './port.ts';
import { type Link, openLink, type SocketMessage } from './socket-link.ts';

/** Something that Slack has to say: a command, a click, an event. */
export interface Envelope {
  body: Record<string, unknown>;
  retryNum?: number | undefined;
  retryReason?: string | undefined;
}

export interface SlackSocketDeps {
  /** Asks Slack for the address of a new connection. Throws `SlackError`. */
  address(): Promise<string>;
  /** @param answer acknowledges it, with what Slack shall do or show */
  hear(envelope: Envelope, answer: (payload: unknown) => void): void;
  log: Log;
  /** Rejects when the signal says so. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
}

/** Connections that do not last wait longer and longer before the next (ms). */
const firstPauseMs = 100;
const longestPauseMs = 5000;
/** Slack refuses the app's token: it is tried again after this (ms). */
const refusedPauseMs = 60_000;
/** What has lasted so long was no part of a storm (ms). */
const lastsMs = 10_000;
/** A connection that Slack takes away still carries the answers to what came over it: Slack waits 3 s for them. */
const answersWithinMs = 3000;

/**
 * Socket Mode. When Slack asks for a new connection, the old one is heard until the new one is there, and nobody waits: the
 * library's own client closes the old one first, then pauses for as long as it waits for a pong (5 s), and loses the answers
 * to what it has heard meanwhile.
 */
export class SlackSocket {
  readonly #deps: Required<SlackSocketDeps>;
  readonly #stopping = new AbortController();
  readonly #leaving = new Set<Link>();
  #current: Link | null = null;
  #renewing = false;
  /** Renewals since a connection has last lasted. */
  #unrest = 0;
  #lasting: NodeJS.Timeout | undefined;

  constructor(deps: SlackSocketDeps) {
    this.#deps = { pause: waits, ...deps };
  }

  /** Resolves when Slack can reach us. Rejects where Slack refuses us; tries on where it cannot be reached. */
  async start(): Promise<void> {
    try {
      await this.#once();
    } catch (error) {
      if (error instanceof SlackError && error.kind === 'refused') throw error;
      this.#unrest += 1;
      await this.#connect(this.#troubled(error));
    }
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#lasting);
    for (const link of [...this.#leaving, ...(this.#current ? [this.#current] : [])]) link.close();
  }

  #renew(): void {
    const { signal } = this.#stopping;
    if (this.#renewing || signal.aborted) return;
    this.#renewing = true;
    this.#unrest += 1;
    this.#connect(this.#unrest === 1 ? 0 : pauseAfter(this.#unrest - 1))
      .catch((error: unknown) => {
        if (!signal.aborted) this.#deps.log.error({ err: error }, 'Slack cannot be heard any more');
      })
      .finally(() => {
        this.#renewing = false;
        // It may have gone again before anybody looked.
        if (this.#current === null) this.#renew();
      });
  }

  /** Tries until Slack can reach us; whatever is refused for good is tried again, too, if more seldom. */
  async #connect(firstMs: number): Promise<void> {
    const { signal } = this.#stopping;
    let waitMs = firstMs;
    while (!signal.aborted) {
      if (waitMs > 0) await this.#deps.pause(waitMs, signal);
      try {
        return await this.#once();
      } catch (error) {
        this.#unrest += 1;
        waitMs = this.#troubled(error);
      }
    }
  }

  /** @returns how long to wait before the next try (ms) */
  #troubled(error: unknown): number {
    const { log } = this.#deps;
    const refused = error instanceof SlackError && error.kind === 'refused';
    const facts = { error: error instanceof Error ? error.message : String(error) };
    if (refused) log.error(facts, 'Slack refuses the app-level token: nobody is heard until it takes SLACK_APP_TOKEN');
    else log.warn(facts, 'no connection to Slack yet; trying again');
    const asked = error instanceof SlackError ? (error.retryAfterMs ?? 0) : 0;
    return refused ? refusedPauseMs : Math.max(asked, pauseAfter(this.#unrest));
  }

  async #once(): Promise<void> {
    const link = await openLink(await this.#deps.address(), {
      message: (said, over) => this.#message(said, over),
      gone: (lost) => this.#gone(lost),
    });
    if (this.#stopping.signal.aborted) return link.close();
    const old = this.#current;
    this.#current = link;
    if (old) this.#retire(old);
    clearTimeout(this.#lasting);
    this.#lasting = setTimeout(() => {
      this.#unrest = 0;
    }, lastsMs).unref();
  }

  #retire(link: Link): void {
    this.#leaving.add(link);
    setTimeout(() => {
      this.#leaving.delete(link);
      link.close();
    }, answersWithinMs).unref();
  }

  #gone(link: Link): void {
    this.#leaving.delete(link);
    if (link !== this.#current) return;
    this.#current = null;
    this.#renew();
  }

  #message(said: SocketMessage, link: Link): void {
    const { type, envelope_id: id, payload: body, retry_attempt: retryNum, retry_reason: retryReason } = said;
    const { hear, log } = this.#deps;
    if (type === 'disconnect') {
      log.info({ reason: said.reason }, 'Slack asks for a new connection');
      if (link === this.#current) this.#renew();
      return;
    }
    if (id === undefined || !body) return;
    hear({ body, retryNum, retryReason }, (payload) => {
      const text = JSON.stringify({ envelope_id: id, payload: answerOf(payload) });
      if (!link.send(text) && !this.#current?.send(text)) log.warn({ type }, 'an answer found no connection to Slack');
    });
  }
}

/** With a part of chance, so that many that were cut off together do not come back together. */
function pauseAfter(times: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (times - 1)) * (0.75 + Math.random() / 2);
}

async function waits(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}

function answerOf(payload: unknown): object {
  if (typeof payload === 'string') return { text: payload };
  return typeof payload === 'object' && payload !== null ? payload : {};
}

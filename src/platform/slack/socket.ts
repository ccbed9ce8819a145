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

export interface SlackSocket {
  /** Resolves when Slack can reach us. Rejects where Slack refuses us; tries on where it cannot be reached. */
  start(): Promise<void>;
  stop(): void;
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
export function createSlackSocket({ address, hear, log, pause = waits }: SlackSocketDeps): SlackSocket {
  const stopping = new AbortController();
  const leaving = new Set<Link>();
  let current: Link | null = null;
  let renewing = false;
  /** Renewals since a connection has last lasted. */
  let unrest = 0;
  let lasting: NodeJS.Timeout | undefined;

  function renew(): void {
    if (renewing || stopping.signal.aborted) return;
    renewing = true;
    unrest += 1;
    const first = unrest === 1 ? 0 : pauseAfter(unrest - 1);
    connect(first)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'Slack cannot be heard any more');
      })
      .finally(() => {
        renewing = false;
        // It may have gone again before anybody looked.
        if (current === null) renew();
      });
  }

  /** Tries until Slack can reach us; whatever is refused for good is tried again, too, if more seldom. */
  async function connect(firstMs: number): Promise<void> {
    let waitMs = firstMs;
    while (!stopping.signal.aborted) {
      if (waitMs > 0) await pause(waitMs, stopping.signal);
      try {
        return await once();
      } catch (error) {
        unrest += 1;
        waitMs = troubled(error, unrest);
      }
    }
  }

  function troubled(error: unknown, times: number): number {
    const refused = error instanceof SlackError && error.kind === 'refused';
    const facts = { error: error instanceof Error ? error.message : String(error) };
    if (refused) log.error(facts, 'Slack refuses the app-level token: nobody is heard until it takes SLACK_APP_TOKEN');
    else log.warn(facts, 'no connection to Slack yet; trying again');
    const asked = error instanceof SlackError ? (error.retryAfterMs ?? 0) : 0;
    return refused ? refusedPauseMs : Math.max(asked, pauseAfter(times));
  }

  async function once(): Promise<void> {
    const link = await openLink(await address(), { message, gone });
    if (stopping.signal.aborted) return link.close();
    const old = current;
    current = link;
    if (old) retire(old);
    clearTimeout(lasting);
    lasting = setTimeout(() => {
      unrest = 0;
    }, lastsMs).unref();
  }

  function retire(link: Link): void {
    leaving.add(link);
    setTimeout(() => {
      leaving.delete(link);
      link.close();
    }, answersWithinMs).unref();
  }

  function gone(link: Link): void {
    leaving.delete(link);
    if (link !== current) return;
    current = null;
    renew();
  }

  function message(said: SocketMessage, link: Link): void {
    const { type, envelope_id: id, payload: body, retry_attempt: retryNum, retry_reason: retryReason } = said;
    if (type === 'disconnect') {
      log.info({ reason: said.reason }, 'Slack asks for a new connection');
      if (link === current) renew();
      return;
    }
    if (id === undefined || !body) return;
    hear({ body, retryNum, retryReason }, (payload) => {
      const text = JSON.stringify({ envelope_id: id, payload: answerOf(payload) });
      if (!link.send(text) && !current?.send(text)) log.warn({ type }, 'an answer found no connection to Slack');
    });
  }

  return {
    async start() {
      try {
        await once();
      } catch (error) {
        if (error instanceof SlackError && error.kind === 'refused') throw error;
        unrest += 1;
        await connect(troubled(error, unrest));
      }
    },
    stop() {
      stopping.abort();
      clearTimeout(lasting);
      for (const link of [...leaving, ...(current ? [current] : [])]) link.close();
    },
  };
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

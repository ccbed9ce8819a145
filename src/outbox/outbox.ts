import type { Release } from '../domain/release.ts';
import type { Chart } from '../messages/report/chart.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { SlackPort } from '../platform/slack/port.ts';
import type { NotifierOf } from '../providers/incidents/incident-notifier.ts';
import type { Delivered, Memory, OutboxStore } from '../store/outbox-store.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { CircuitBreaker, type Pace, usualPace } from './circuit-breaker.ts';
import { createHistories, type Histories } from './histories.ts';
import { createPictures, type Pictures } from './picture-maker.ts';
import { type OutboxSlack, throughBreaker } from './through-breaker.ts';

export interface OutboxDeps {
  store: ReleaseStore;
  outbox: OutboxStore;
  slack: SlackPort;
  people: {
    groupId(handle: string): string | null;
    refresh(): Promise<void>;
    membersOf(handle: string): Promise<readonly string[] | null>;
  };
  /** Draws a chart as PNG. */
  draw(chart: Chart): Promise<Buffer>;
  /** Notifies on-call past Slack. */
  notifierOf: NotifierOf;
  clock: Clock;
  log: Log;
  /** At least this long between two edits of one message (ms). */
  editEveryMs: number;
  pace?: Partial<Pace>;
}

/** What a process keeps for all releases whose messages it brings up to date. */
export interface Outbox extends Omit<OutboxDeps, 'slack' | 'pace'> {
  slack: OutboxSlack;
  breaker: CircuitBreaker;
  pace: Pace;
  histories: Histories;
  pictures: Pictures;
  /** How many releases are live, as of a moment ago. */
  liveCount(): Promise<number>;
}

/** One lease on a release. */
export interface Delivery {
  outbox: Outbox;
  release: Release;
  memory: Memory;
  /** The card of the train that it is part of, in whose thread it belongs; null where it stands by itself. */
  under: Pick<Delivered, 'channel' | 'ts'> | null;
  /** When the lease was last known to be nobody else's (ms since epoch). */
  confirmedAt: number;
  /** At least this long between two edits of the card that only bring new figures (ms). */
  figuresEveryMs: number;
}

const countLifeMs = 5000;

export function createOutbox<D extends OutboxDeps>({ slack, pace, ...deps }: D): Outbox & Omit<D, 'slack' | 'pace'> {
  const full: Pace = { ...usualPace, ...pace };
  const breaker = new CircuitBreaker(deps, full);
  const throughIt = throughBreaker(slack, breaker);
  let counted = { at: Number.NEGATIVE_INFINITY, live: 0 };
  return {
    ...deps,
    slack: throughIt,
    breaker,
    pace: full,
    histories: createHistories(),
    pictures: createPictures({ slack: throughIt, draw: deps.draw }),
    async liveCount() {
      const now = deps.clock.now();
      if (now - counted.at > countLifeMs) counted = { at: now, live: await deps.store.liveCount() };
      return counted.live;
    },
  };
}

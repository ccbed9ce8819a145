import { setImmediate as nextDelivery } from 'node:timers/promises';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { createOutbox, type Outbox } from '../../src/outbox/outbox.ts';
import { syncRelease } from '../../src/outbox/sync.ts';
import { silentLog } from '../../src/platform/log.ts';
import {
  type MessageAddress,
  type Posted,
  SlackError,
  type SlackMessage,
  type SlackPort,
} from '../../src/platform/slack/port.ts';
import type { Memory, OutboxStore } from '../../src/store/outbox-store.ts';

export const release = 'r1';
/** The sweep brings forward whatever has news that nobody was told (ms). */
const sweepMs = 5000;

/** One call of Slack. */
export interface Call {
  method: 'post' | 'update' | 'find' | 'openDirect' | 'upload';
  /** Of the message, where one is meant. */
  key: string;
  at: number;
  content: SlackMessage | null;
  refused: string | null;
}

/** Slack's answer to a call: a code where it refuses it. */
type Answer = (call: Omit<Call, 'refused'>, file: string | null) => string | null;

/**
 * The outbox of one release on a clock of its own, with a Slack that answers as a test says, and a memory that outlives
 * the worker as Redis does.
 */
export function outboxWorld(events: readonly ReleaseEvent[], startsAt: number) {
  const slack = fakeSlack(() => world.now);
  const memory = fakeMemory();
  let outbox = made();
  const world = {
    now: startsAt,
    calls: slack.calls,
    standing: slack.standing,
    memory,
    /** How charts are drawn; a picture at once, as long as a test says nothing else. */
    draw: async (): Promise<Buffer> => Buffer.from('png'),
    answer: (say: Answer): void => slack.answers(say),
    /** A worker that knows only what was kept. */
    restart(): void {
      outbox = made();
    },
    async delivery(): Promise<number | null> {
      const synced = await syncRelease(outbox, release);
      // What goes on beside the turn has its own.
      await nextDelivery();
      return synced?.unsaid ?? null;
    },
    /** Turns for this long: when something is due, and whenever the sweep wakes what was not told. */
    async run(forMs: number): Promise<void> {
      const end = world.now + forMs;
      let due: number | null = world.now;
      while (due !== null && due <= end) {
        world.now = Math.max(world.now, due);
        const again: number | null = await world.delivery();
        due = again === null ? null : Math.min(Math.max(again, world.now + 1), world.now + sweepMs);
      }
      world.now = end;
    },
  };

  function made(): Outbox {
    return createOutbox({
      store: { load: async () => ({ kind: 'found', events, latest: null }), liveCount: async () => 1 },
      outbox: memory.store,
      slack: slack.port,
      people: { groupId: () => 'S0LEADS', refresh: async () => undefined, membersOf: async () => [] },
      draw: () => world.draw(),
      notifierOf: () => null,
      clock: { now: () => world.now, sleep: async () => undefined },
      log: silentLog,
      editEveryMs: 2000,
    } as unknown as Parameters<typeof createOutbox>[0]);
  }
  return world;
}

function fakeSlack(now: () => number) {
  const calls: Call[] = [];
  const standing = new Map<string, SlackMessage>();
  const keys = new Map<string, string>();
  let say: Answer = () => null;
  let count = 0;
  function ask(method: Call['method'], key: string, content: SlackMessage | null): void {
    const call = { method, key, at: now(), content };
    const refused = say(call, fileIn(content));
    calls.push({ ...call, refused });
    if (refused !== null) throw new SlackError('refused', refused, refused);
    if (content) standing.set(key, content);
  }
  const port: Partial<SlackPort> = {
    async post(place: MessageAddress, content, { key }): Promise<Posted> {
      ask('post', key, content);
      count += 1;
      keys.set(String(count), key);
      return { channel: place.channel, ts: String(count) };
    },
    update: async ({ ts }, content) => ask('update', keys.get(ts) ?? '', content),
    async find(_place, { key }) {
      ask('find', key, null);
      const [ts] = [...keys].find(([, known]) => known === key) ?? [];
      return ts === undefined ? null : { channel: 'C1', ts };
    },
    async openDirect(user) {
      ask('openDirect', user, null);
      return `D${user}`;
    },
    permalink: async () => 'https://slack.example.com/p1',
    async upload() {
      ask('upload', '', null);
      return 'F0CHART';
    },
  };
  const answers = (next: Answer): void => {
    say = next;
  };
  return { port: port as SlackPort, calls, standing, answers };
}

/** The file that a message names. */
export function fileIn(content: SlackMessage | null | undefined): string | null {
  return /"slack_file":\{"id":"(\w+)"/.exec(JSON.stringify(content ?? null))?.[1] ?? null;
}

function fakeMemory() {
  const kept: Omit<Memory, 'lease'> = {
    delivered: new Map(),
    tried: new Map(),
    files: new Map(),
    raised: new Map(),
    refused: new Map(),
    moved: null,
    doubts: new Map(),
  };
  let claim = 0;
  const write = (of: number, change: () => void): boolean => {
    if (of === claim) change();
    return of === claim;
  };
  const store: OutboxStore = {
    async claim(id) {
      claim += 1;
      return { lease: { id, token: claim }, ...structuredClone(kept) };
    },
    cardOf: async () => null,
    cardAddress: async () => null,
    confirm: async ({ token: of }) => of === claim,
    setDelivered: async ({ token: of }, key, delivered) =>
      write(of, () => {
        kept.delivered.set(key, structuredClone(delivered));
        kept.tried.delete(key);
        kept.refused.delete(key);
      }),
    setTried: async ({ token: of }, key, at) => write(of, () => kept.tried.set(key, at)),
    setRefused: async ({ token: of }, key, at) => write(of, () => kept.refused.set(key, at)),
    forget: async ({ token: of }, key) =>
      write(of, () => {
        for (const part of [kept.delivered, kept.tried, kept.files, kept.refused]) part.delete(key);
      }),
    setFile: async ({ token: of }, key, file) => write(of, () => kept.files.set(key, file)),
    setRaised: async ({ token: of }, key, at) => write(of, () => kept.raised.set(key, at)),
    setMoved: async ({ token: of }, moved) =>
      write(of, () => {
        kept.moved = moved;
      }),
    doubt: async () => undefined,
    isFirst: async () => true,
  };
  return { store, kept };
}

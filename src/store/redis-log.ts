import { z } from 'zod';
import { eventSchema, type ReleaseEvent } from '../domain/events.ts';
import { type JsonObject, parseJson } from '../domain/json.ts';
import { readEvent } from '../domain/read-event.ts';
import type { Measured } from '../domain/release.ts';
import { unknownSetting } from '../providers/index.ts';
import { knownKindOf } from '../workloads/of-target.ts';
import { packCheckpoint, unpackCheckpoint } from './packed-checkpoint.ts';
import { packRecent, unpackRecent } from './recent-measurements.ts';
import type { LastMeasurement, Unreadable } from './release-store.ts';

/** An entry of a Redis Stream: its id, and its fields as name, value, name, value. */
export type Entry = [id: string, fields: string[]];

export type Read = { kind: 'read'; events: ReleaseEvent[] } | Exclude<Unreadable, { kind: 'missing' }>;

/**
 * @param position how many entries come before these
 * @param added how many were ever added to the log: where its last ones are gone, Redis takes no next one
 */
export function readEntries(entries: readonly Entry[], position: number, added: number): Read {
  const events: ReleaseEvent[] = [];
  for (const [id, fields] of entries) {
    const expected = position + events.length + 1;
    if (id !== `${expected}-0`) return { kind: 'broken', detail: `entry ${expected} is missing (found ${id})` };
    const read = readEvent(parseJson(fields[1] ?? ''));
    if (read.kind !== 'event') return { kind: read.kind, detail: `entry ${id}: ${read.detail}` };
    const unknown = unknownIn(read.event);
    if (unknown !== null) return { kind: 'newer', detail: `entry ${id}: plan.target.${unknown}` };
    events.push(read.event);
  }
  const length = position + events.length;
  if (length < added) return { kind: 'broken', detail: `entry ${length + 1} is missing (it was the last)` };
  return { kind: 'read', events };
}

/** What an entry's plan names that only a newer version has: nobody here could take a step of it, nor tell of it. */
function unknownIn(event: ReleaseEvent): string | null {
  if (event.type !== 'requested' && event.type !== 'planned') return null;
  const { target } = event.plan;
  if (knownKindOf(target) === null) return `workload.kind is ${JSON.stringify(target.workload.kind?.slice(0, 60))}`;
  return unknownSetting(target);
}

export function textOf(entry: Entry | undefined): string {
  return entry?.[1][1] ?? '';
}

/** Members are checked by whoever reads them. */
type Stored = Partial<Record<'latest' | 'recent' | 'goal' | 'stood' | 'candidate' | 'unread', unknown>>;

const unreadSchema = z.object({
  by: z.enum(['written', 'workload']),
  since: z.number(),
  until: z.number(),
  detail: z.string(),
  whole: z.boolean(),
});

/** The checkpoint is for its metric source to understand. */
const goalSchema = z.object({
  checkpoint: z.custom<JsonObject>().nullable(),
  at: z.number(),
  step: z.number().optional(),
});

/** A measurement that cannot be read is forgotten: the next begins anew. Checkpoints are for their metric source to understand. */
export function readLastMeasurement(text: string): LastMeasurement {
  const stored = text === '' ? null : (parseJson(text) as Stored | null);
  const unread = unreadSchema.safeParse(stored?.unread).data;
  const goal = goalSchema.safeParse(stored?.goal).data;
  return {
    checkpoint: unpackCheckpoint(stored),
    latest: stored?.latest ? readLatest(stored.latest) : null,
    recent: unpackRecent(stored?.recent),
    ...(goal ? { goal } : {}),
    ...(typeof stored?.stood === 'number' ? { stoodAt: stored.stood } : {}),
    ...(typeof stored?.candidate === 'number' ? { candidateSeenAt: stored.candidate } : {}),
    ...(unread ? { unread } : {}),
  };
}

/** As it is kept, and spelled since 0.1: it is written again at every measurement of every release. */
export function lastMeasurementText(last: LastMeasurement): string {
  const { checkpoint, latest, recent, goal, stoodAt, candidateSeenAt, unread } = last;
  return JSON.stringify({
    ...packCheckpoint(checkpoint),
    latest,
    ...(recent && recent.length > 0 ? { recent: packRecent(recent) } : {}),
    ...(goal === undefined ? {} : { goal }),
    ...(stoodAt === undefined ? {} : { stood: stoodAt }),
    ...(candidateSeenAt === undefined ? {} : { candidate: candidateSeenAt }),
    ...(unread === undefined ? {} : { unread }),
  });
}

function readLatest(raw: unknown): Measured | null {
  const event = eventSchema.safeParse(raw).data;
  return event?.type === 'measured' ? event : null;
}

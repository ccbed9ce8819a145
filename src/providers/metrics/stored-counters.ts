import { z } from 'zod';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Bucket } from '../../domain/verdict.ts';
import type { Known } from './growth.ts';
import type { Checkpoint } from './metric-source.ts';
import type { Series } from './series.ts';

/** Checked without being copied: it is read at every look. */
const numbers = z.custom<Record<string, number>>((value) => everyMember(value, (each) => typeof each === 'number'));
const slots = z.custom<Record<string, number[]>>((value) =>
  everyMember(value, (each) => Array.isArray(each) && each.every((count) => typeof count === 'number')),
);

function everyMember(value: unknown, holds: (member: unknown) => boolean): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = value as Record<string, unknown>;
  for (const key in members) if (!holds(members[key])) return false;
  return true;
}

/** Short names, and buckets as what lies between their bounds: there may be thousands of pods with hundreds of series. */
const knownSchema = z.object({
  /** Restarts, and when the process began. */
  p: z.tuple([z.number(), z.number().nullable()]),
  /** When the page was as it is kept (ms since the epoch); absent where that was at the look itself. */
  t: z.number().optional(),
  r: numbers,
  f: numbers.default({}),
  /** The bounds of all histograms, then of each what it has in each. */
  le: z.array(z.number().nullable()).default([]),
  d: slots.default({}),
  w: z.number().default(0),
  b: numbers.default({}),
  /** Whether what went back was there again, which series are gone, and which have appeared with too much. */
  g: z.boolean().default(false),
  o: z.array(z.string()).default([]),
  n: numbers.default({}),
  /** Whether its start moves a little. */
  m: z.boolean().default(false),
  s: z.boolean().default(false),
  /** What series of a summary have counted. */
  q: numbers.default({}),
});

/** `not-started`: whatever comes next began at zero. Null: it was there but could not be read. */
const unitSchema = z.union([knownSchema, z.literal('not-started'), z.null()]);

/** Checkpoints of older versions, which kept sums, do not fit and are begun again. */
const checkpointSchema = z.object({
  at: z.number(),
  /** The instant that Prometheus was asked about, in seconds of its own clock. */
  asked: z.number().optional(),
  series: z.record(z.string(), unitSchema),
});

export type Kept =
  | {
      known: Known;
      asOf: number | null;
      /** How much each series of its summary had counted. */
      observed: Readonly<Record<string, number>>;
    }
  | 'not-started'
  | null;

/** What the last look has left. */
export interface LastLook {
  at: number;
  asked: number | null;
  units: ReadonlyMap<string, Kept>;
}

/** Null where there is none, or it makes no sense. @param now ms since the epoch */
export function readCheckpoint(checkpoint: Checkpoint, now: number): LastLook | null {
  const parsed = checkpointSchema.safeParse(checkpoint);
  if (!parsed.success || parsed.data.at > now) return null;
  const { at, asked = null, series } = parsed.data;
  return { at, asked, units: new Map(Object.entries(series).map(([key, stored]) => [key, keptOf(stored)])) };
}

export function writeCheckpoint({ at, asked, units }: LastLook): Checkpoint {
  return {
    at,
    ...(asked === null ? {} : { asked }),
    series: Object.fromEntries([...units].map(([key, kept]) => [key, storedOf(kept)])),
  };
}

function keptOf(stored: z.output<typeof unitSchema>): Kept {
  if (stored === null || stored === 'not-started') return stored;
  const { p, t = null, r, f, le, d, w, b, g, o, n, m, s, q } = stored;
  const durations = Object.fromEntries(Object.entries(d).map(([id, slots]) => [id, cumulative(le, slots)]));
  const process = { restarts: p[0], startedAt: p[1] };
  const series = { requests: r, failures: f, untold: {}, durations };
  return {
    known: { process, ...series, waits: w, fallen: b, regained: g, gone: o, doubted: n, moved: m, several: s },
    asOf: t,
    observed: q,
  };
}

function storedOf(kept: Kept): Json {
  if (kept === null || kept === 'not-started') return kept;
  const { process, requests, failures, waits, fallen, regained, gone, doubted, moved, several } = kept.known;
  return {
    p: [process.restarts, process.startedAt],
    ...(kept.asOf === null ? {} : { t: kept.asOf }),
    r: requests,
    ...(Object.keys(failures).length > 0 ? { f: failures } : {}),
    ...storedDurations(kept.known),
    ...(waits > 0 ? { w: waits } : {}),
    ...(Object.keys(fallen).length > 0 ? { b: fallen } : {}),
    ...(regained ? { g: true } : {}),
    ...(gone.length > 0 ? { o: gone } : {}),
    ...(Object.keys(doubted).length > 0 ? { n: doubted } : {}),
    ...(moved ? { m: true } : {}),
    ...(several ? { s: true } : {}),
    ...(Object.keys(kept.observed).length > 0 ? { q: { ...kept.observed } } : {}),
  };
}

function storedDurations({ durations }: Series): JsonObject {
  const all = Object.entries(durations);
  if (all.length === 0) return {};
  const le = boundsOf(all.map(([, buckets]) => buckets));
  const at = new Map(le.map((bound, index) => [bound, index]));
  const d = Object.fromEntries(all.map(([id, buckets]) => [id, slotsOf(buckets, at)]));
  return { le, d };
}

/** Almost always those of the first are those of all. */
function boundsOf(all: readonly (readonly Bucket[])[]): (number | null)[] {
  const first = (all[0] ?? []).map(({ le }) => le);
  const isSame = (buckets: readonly Bucket[]) =>
    buckets.length === first.length && buckets.every(({ le }, index) => le === first[index]);
  if (all.every(isSame)) return first;
  const bounds = new Set(all.flatMap((buckets) => buckets.map(({ le }) => le)));
  return [...bounds].sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
}

/** What lies in each bucket, up to the last that is not empty. */
function slotsOf(buckets: readonly Bucket[], at: ReadonlyMap<number | null, number>): number[] {
  const slots: number[] = [];
  let below = 0;
  for (const { le, count } of buckets) {
    const index = at.get(le) ?? 0;
    if (count === below) continue;
    while (slots.length < index) slots.push(0);
    slots[index] = count - below;
    below = count;
  }
  return slots;
}

function cumulative(bounds: readonly (number | null)[], slots: readonly number[]): Bucket[] {
  let count = 0;
  return bounds.map((le, index) => {
    count += slots[index] ?? 0;
    return { le, count };
  });
}

import { z } from 'zod';

/** What the fakes noted of a release that was made to go bad; times in ms since the epoch. */
const noteSchema = z.object({
  index: z.number(),
  /** The candidate's weight was written 0; null where it was not yet. */
  zeroAt: z.number().nullable(),
  /** The last look at the candidate's figures before that. */
  lookAt: z.number(),
});

/** The storm as the fakes saw it. */
export const stormSchema = z.object({
  /** When all went bad. */
  at: z.number(),
  notes: z.array(noteSchema),
  /** VirtualServices of healthy releases that were written. */
  others: z.number(),
  /** Requests to the API server until the last weight was written, by what they were. */
  calls: z.record(z.string(), z.number()),
});
export type Storm = z.infer<typeof stormSchema>;

/** What goes wrong: the candidates' containers crash, or half of their requests fail. */
export const stormOrderSchema = z.object({ how: z.enum(['crash', 'errors']), indexes: z.array(z.number()) });
export type StormOrder = z.infer<typeof stormOrderSchema>;

export interface StormBook {
  began(indexes: readonly number[], at: number): void;
  /** A request to the API server. */
  asked(what: string): void;
  divided(index: number, weight: number, at: number, lookAt: number): void;
  storm(): Storm;
}

export function openStormBook(): StormBook {
  const bad = new Map<number, Storm['notes'][number]>();
  const calls = new Map<string, number>();
  let began: number | null = null;
  let open = 0;
  let others = 0;
  return {
    began(indexes, at) {
      began = at;
      open = indexes.length;
      for (const index of indexes) bad.set(index, { index, zeroAt: null, lookAt: 0 });
    },
    asked(what) {
      if (open > 0) calls.set(what, (calls.get(what) ?? 0) + 1);
    },
    divided(index, weight, at, lookAt) {
      const note = bad.get(index);
      if (!note) others += 1;
      if (!note || weight > 0 || note.zeroAt !== null) return;
      open -= 1;
      bad.set(index, { index, zeroAt: at, lookAt });
    },
    storm: () => ({ at: began ?? 0, notes: [...bad.values()], others, calls: Object.fromEntries(calls) }),
  };
}

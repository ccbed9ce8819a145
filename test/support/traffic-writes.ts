import { z } from 'zod';
import type { JournalEntry } from '../../sandbox/cluster/index.ts';

const virtualServiceSchema = z.object({
  spec: z.object({
    http: z.array(
      z.object({
        route: z
          .array(z.object({ destination: z.object({ host: z.string() }), weight: z.number().optional() }))
          .default([]),
        mirrors: z
          .array(z.object({ destination: z.object({ host: z.string() }), percentage: z.object({ value: z.number() }) }))
          .default([]),
      }),
    ),
  }),
});

/**
 * The candidate's share (percent) that a write to a VirtualService leaves: 0 where its routes do not name a candidate.
 * Null where the entry is no such write, or was refused.
 */
export function candidateWeight({ resource, verb, code, body }: JournalEntry): number | null {
  if (resource !== 'virtualservices' || verb !== 'update' || code !== 200) return null;
  return candidateWeightIn(JSON.parse(body));
}

/** The candidate's share (percent) in a VirtualService; 0 where its routes do not name a candidate. */
export function candidateWeightIn(virtualService: unknown): number {
  const { http } = virtualServiceSchema.parse(virtualService).spec;
  const weights = http
    .flatMap(({ route }) => route)
    .filter(({ destination }) => destination.host.includes('-candidate'))
    .map(({ weight }) => weight ?? 0);
  return Math.max(0, ...weights);
}

/** Copies (percent of the requests) that a VirtualService gives the candidate; 0 where it gives none. */
export function candidateCopiesIn(virtualService: unknown): number {
  const { http } = virtualServiceSchema.parse(virtualService).spec;
  const copies = http
    .flatMap(({ mirrors }) => mirrors)
    .filter(({ destination }) => destination.host.includes('-candidate'))
    .map(({ percentage }) => percentage.value);
  return Math.max(0, ...copies);
}

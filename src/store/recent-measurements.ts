import { z } from 'zod';
import { type Figures, figuresSchema, type Stretch } from '../domain/verdict.ts';

/** `[pods, requests, errors, which of the lists of bounds, count, count, …]` */
const packedFigures = z.tuple([z.number(), z.number(), z.number(), z.number()], z.number());
const quantiles = figuresSchema.shape.quantiles.unwrap();
const packedSchema = z.object({
  /** Upper bounds of buckets, each list once. */
  bounds: z.array(z.array(z.number().nullable())),
  /** `[looks, from, to, candidate, stable]`, the oldest first. */
  stretches: z.array(z.tuple([z.number(), z.number(), z.number(), packedFigures, packedFigures.nullable()])),
  /** Ready quantiles of each stretch, candidate and stable; absent where there are none, and in what older versions left. */
  quantiles: z.array(z.tuple([quantiles, quantiles])).optional(),
  /** The flag whose requests each stretch tells apart; absent where none does. */
  flags: z.array(z.string().nullable()).optional(),
});
type Packed = z.infer<typeof packedSchema>;

/**
 * The newest measurements in a quarter of the room: names and bounds, which are the same in all of them, are written once. A
 * release of an hour has some 2 kB of them.
 */
export function packRecent(recent: readonly Stretch[]): Packed {
  const known = new Map<string, number>();
  const packed = (figures: Figures): Packed['stretches'][number][3] => {
    const bounds = JSON.stringify(figures.buckets.map(({ le }) => le));
    const which = known.get(bounds) ?? known.size;
    known.set(bounds, which);
    return [figures.pods, figures.requests, figures.errors, which, ...figures.buckets.map(({ count }) => count)];
  };
  const stretches = recent.map(({ looks, sample }): Packed['stretches'][number] => {
    const { from, to, candidate, stable } = sample;
    return [looks, from, to, packed(candidate), stable && packed(stable)];
  });
  const bounds = [...known.keys()].map((text) => JSON.parse(text) as (number | null)[]);
  const ready = recent.map(({ sample }): NonNullable<Packed['quantiles']>[number] => [
    sample.candidate.quantiles ?? [],
    sample.stable?.quantiles ?? [],
  ]);
  const flags = recent.map(({ sample }) => sample.flag ?? null);
  return {
    bounds,
    stretches,
    ...(ready.flat(2).length > 0 ? { quantiles: ready } : {}),
    ...(flags.some((flag) => flag !== null) ? { flags } : {}),
  };
}

/** What was packed; nothing where it cannot be read: looks are remembered from then on. */
export function unpackRecent(raw: unknown): Stretch[] {
  const packed = packedSchema.safeParse(raw).data;
  if (!packed) return [];
  const figures = (
    [pods, requests, errors, which, ...counts]: Packed['stretches'][number][3],
    ready: z.infer<typeof quantiles> = [],
  ): Figures => {
    const bounds = packed.bounds[which] ?? [];
    const buckets = counts.map((count, at) => ({ le: bounds[at] ?? null, count }));
    return { pods, requests, errors, buckets, ...(ready.length > 0 ? { quantiles: ready } : {}) };
  };
  return packed.stretches.map(([looks, from, to, candidate, stable], at) => {
    const [own, theirs] = packed.quantiles?.[at] ?? [];
    const flag = packed.flags?.[at] ?? null;
    const sample = { from, to, candidate: figures(candidate, own), stable: stable && figures(stable, theirs) };
    return { looks, sample: flag === null ? sample : { ...sample, flag } };
  });
}

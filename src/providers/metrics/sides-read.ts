import type { CompareBy } from '../../domain/target.ts';
import type { Series } from './series.ts';
import { histogramOf } from './series-growth.ts';
import { seriesId } from './series-id.ts';
import { type Labels, type Side, sideBy } from './sides.ts';

/** Which series count with a flag on, and which with it off, while they are read. */
export interface SidesRead {
  /** A series of requests, or of those that failed. */
  add(labels: Labels): void;
  /** A bucket of a histogram, by its labels with `le`. */
  addBucket(labels: Labels): void;
  /** Nothing where it is not asked. */
  all(): Pick<Series, 'sides'>;
}

/** @param by undefined where it is not asked */
export function createSides(by: CompareBy | undefined): SidesRead {
  if (!by) return { add: () => undefined, addBucket: () => undefined, all: () => ({}) };
  const sideOf = sideBy(by);
  const sides: Record<string, Side> = {};
  const note = (labels: Labels, name: () => string) => {
    const side = sideOf(labels);
    if (side !== null) sides[name()] = side;
  };
  return {
    add: (labels) => note(labels, () => seriesId(labels)),
    // Every histogram has the bucket without a bound.
    addBucket(labels) {
      if (labels['le'] === '+Inf') note(labels, () => histogramOf(seriesId(labels, 'le')));
    },
    all: () => ({ sides }),
  };
}

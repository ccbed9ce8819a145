import { LRUCache } from 'lru-cache';

/**
 * The `most` entries that were used last, by their names. Room is taken as entries come: told the count as its `max`, the
 * library takes room for all of them at once, which at a start is megabytes for maps that mostly stay small.
 */
export function latest<Value extends {}>(most: number): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: most, sizeCalculation: () => 1 });
}

/** A sandbox may run for days; it remembers this many calls and deliveries. */
const MAX_REMEMBERED = 10_000;

/** Appends to a log, and forgets the oldest fifth when it is full. */
export function remember<T>(log: T[], entry: T): void {
  if (log.length >= MAX_REMEMBERED) log.splice(0, MAX_REMEMBERED / 5);
  log.push(entry);
}

/** Drops what `isOver` says is of no use any more. */
export function forget<T>(held: Map<string, T>, isOver: (entry: T) => boolean): void {
  for (const [key, entry] of held) if (isOver(entry)) held.delete(key);
}

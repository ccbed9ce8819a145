/**
 * Says it at most once in a while: whoever floods us must not fill the log, too.
 * @param everyMs at most once in so many milliseconds
 */
export function seldom<T>(now: () => number, everyMs: number, say: (what: T) => void): (what: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (what) => {
    if (now() - last < everyMs) return;
    last = now();
    say(what);
  };
}

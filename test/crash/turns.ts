/** Runs what it is given, so many at a time, however many are asked for. */
export function takingTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const queueing: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queueing.push(resolve));
    try {
      return await work();
    } finally {
      const next = queueing.shift();
      if (next) next();
      else free += 1;
    }
  };
}

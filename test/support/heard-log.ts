import type { Log } from '../../src/platform/log.ts';

export interface Heard {
  level: 'warn' | 'error';
  facts: Record<string, unknown>;
  message: string;
}

export interface HearingLog {
  log: Log;
  heard: Heard[];
  /** The first line that fits, written already or later. */
  waitFor(fits: (line: Heard) => boolean, timeoutMs: number): Promise<Heard>;
}

/** A log that keeps what it warned of. */
export function hearingLog(): HearingLog {
  const heard: Heard[] = [];
  const waiting = new Set<(line: Heard) => void>();
  const keep = (line: Heard) => {
    heard.push(line);
    for (const each of [...waiting]) each(line);
  };
  const make = (facts: object): Log => ({
    debug: () => undefined,
    info: () => undefined,
    warn: (more, message) => keep({ level: 'warn', facts: { ...facts, ...more }, message }),
    error: (more, message) => keep({ level: 'error', facts: { ...facts, ...more }, message }),
    child: (more) => make({ ...facts, ...more }),
  });

  function waitFor(fits: (line: Heard) => boolean, timeoutMs: number): Promise<Heard> {
    const there = heard.find(fits);
    if (there) return Promise.resolve(there);
    const { promise, resolve, reject } = Promise.withResolvers<Heard>();
    const look = (line: Heard) => void (fits(line) && resolve(line));
    const timer = setTimeout(() => reject(new Error(`no such line within ${timeoutMs} ms`)), timeoutMs);
    waiting.add(look);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(look);
    });
  }

  return { log: make({}), heard, waitFor };
}

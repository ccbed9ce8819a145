import { pino, stdTimeFunctions } from 'pino';

/** Structured logs: an object with facts, then a sentence. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  /** A log whose lines all carry these facts, e.g. the release's id. */
  child(facts: object): Log;
}

const hidden = '[secret]';

/** @param secrets values that must never be printed, wherever they turn up in a line */
export function createLog(level: string, secrets: readonly string[]): Log {
  const values = secrets.filter((secret) => secret.length >= 6);
  return pino({
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: ['*.authorization', '*.Authorization', '*.token', '*.headers'], censor: hidden },
    hooks: {
      streamWrite: (line) => values.reduce((text, secret) => text.replaceAll(secret, hidden), line),
    },
  });
}

/** A log that says nothing, for tests. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

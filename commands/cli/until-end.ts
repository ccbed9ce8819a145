import type { Log } from '../../src/platform/log.ts';
import { type CliIo, exit, type Running } from './command.ts';

/**
 * Starts, and stops gently when the process is asked to or when something unexpected happens. A second signal, or the
 * deadline, ends it at once: everything that counts is in Redis. Gives the exit code; throws what the start throws.
 */
export async function untilEnd(
  events: CliIo['process'],
  log: Log,
  options: { stopWithinMs: number },
  start: () => Promise<Running>,
): Promise<number> {
  const end = Promise.withResolvers<{ code: number; why: string }>();
  const hurry = Promise.withResolvers<string>();
  let ending = false;

  function finish(code: number, why: string): void {
    if (ending) hurry.resolve(why);
    ending = true;
    end.resolve({ code, why });
  }
  const unexpected = 'an unexpected error: Sluice stops, to start afresh';
  const listeners: [event: string, listener: (reason: unknown) => void][] = [
    ['SIGTERM', () => finish(exit.ok, 'SIGTERM')],
    ['SIGINT', () => finish(exit.ok, 'SIGINT')],
    [
      'uncaughtException',
      (error) => {
        log.error({ err: error }, unexpected);
        finish(exit.wrong, 'uncaught exception');
      },
    ],
    [
      'unhandledRejection',
      (reason) => {
        if (ending || isHarmless(reason)) return log.warn({ err: reason }, 'a promise was rejected unheard');
        log.error({ err: reason }, unexpected);
        finish(exit.wrong, 'unhandled rejection');
      },
    ],
  ];
  for (const [name, listener] of listeners) events.on(name, listener);
  try {
    const app = await start();
    const { code, why } = await end.promise;
    log.info({ why }, 'stopping');
    return await stopWithin(app, options.stopWithinMs, hurry.promise, log, code);
  } finally {
    for (const [name, listener] of listeners) events.off(name, listener);
  }
}

async function stopWithin(app: Running, ms: number, hurry: Promise<string>, log: Log, code: number): Promise<number> {
  const deadline = Promise.withResolvers<string>();
  const timer = setTimeout(() => deadline.resolve(`it took more than ${ms} ms`), ms);
  const stopped = app.stop().then(
    () => null,
    (error: unknown) => `it failed: ${error instanceof Error ? error.message : String(error)}`,
  );
  const trouble = await Promise.race([stopped, hurry.then((why) => `${why} came again`), deadline.promise]);
  clearTimeout(timer);
  if (trouble === null) {
    log.info({}, 'stopped');
    return code;
  }
  log.warn({ trouble }, 'not stopped cleanly');
  return exit.wrong;
}

/** Lost connections, which whoever uses them notices too. */
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
const passingMessages = ['Connection is closed.', 'Command timed out'];

/**
 * A rejection that nobody hears and that changes nothing: Bolt's Socket Mode rejects with `undefined` when it is
 * stopped while it reconnects, and ioredis where a connection goes under a command that nobody waits for.
 */
export function isHarmless(reason: unknown): boolean {
  if (reason === undefined) return true;
  if (!(reason instanceof Error)) return false;
  const code = 'code' in reason ? String(reason.code) : '';
  return passing.has(code) || passingMessages.includes(reason.message);
}

import { KubeError } from '../platform/kube.ts';
import type { Unread } from '../store/release-store.ts';
import { retryPause } from './pace.ts';
import type { RunContext } from './perform.ts';

type Reader = Unread['by'];

/** However often a release is looked at: what could not be read is left alone for this long (ms) at least. */
const shortestMs = 2000;

/**
 * Why a reader asks nothing now, in words: what it asked for could not be read, or a cluster does not answer another reader
 * of the release. The longer that has lasted, the longer it is left alone. Null where it may ask.
 */
export function restsFrom({ deps, lastMeasurement: { unread } }: RunContext, reader: Reader): string | null {
  if (!unread || deps.clock.now() >= unread.until) return null;
  return unread.by === reader || unread.whole ? unread.detail : null;
}

/** What this reader asked for was there. */
export function couldRead(context: RunContext, reader: Reader): void {
  if (context.lastMeasurement.unread?.by !== reader) return;
  const { unread: _over, ...rest } = context.lastMeasurement;
  context.lastMeasurement = rest;
}

/**
 * @param detail what could not be read, and why
 * @param error a `KubeError` that may pass is taken for the whole cluster's
 */
export function couldNotRead(context: RunContext, reader: Reader, detail: string, error: unknown = null): void {
  const now = context.deps.clock.now();
  const known = error instanceof KubeError ? error : null;
  const { unread } = context.lastMeasurement;
  const since = unread?.by === reader ? unread.since : now;
  const pause = retryPause({ forMs: now - since, retryAfterMs: known?.retryAfterMs ?? null, random: Math.random() });
  const until = now + Math.max(shortestMs, pause);
  const whole = known?.retryable ?? false;
  context.lastMeasurement = { ...context.lastMeasurement, unread: { by: reader, since, until, detail, whole } };
}

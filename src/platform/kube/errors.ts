import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { masked } from '../../domain/mask.ts';
import { NoRoom } from '../byte-budget.ts';
import { KubeError, type KubeErrorKind } from '../kube.ts';

/** The body of every error of an API server; everything is optional because proxies in between answer too. */
const statusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z.object({ retryAfterSeconds: z.number().optional() }).optional(),
});
export type Status = z.infer<typeof statusSchema>;

/** The `Status` in a body, or null where the body is something else. */
export function parseStatus(body: unknown): Status | null {
  const parsed = statusSchema.safeParse(typeof body === 'string' ? parseJson(body) : body);
  return parsed.success ? parsed.data : null;
}

/** What an HTTP status of the API server means for the caller. */
export function kindOfStatus(status: number): KubeErrorKind {
  switch (status) {
    case 401:
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    // A time-out at the server and an expired list are over in a moment.
    case 408:
    case 410:
      return 'server';
    default:
      return status >= 500 ? 'server' : 'invalid';
  }
}

/** Of what a server says in an error: it may be a whole object, with its environment. */
const longestSaid = 4000;

/** The error for an answer with a status of 400 or more. `what` says what was tried, e.g. `get Deployment shop/web`. */
export function errorOfAnswer(
  what: string,
  answer: { status: number; headers: Record<string, string>; body: string },
): KubeError {
  const status = parseStatus(answer.body);
  const said = status?.message ?? (answer.body.trim().slice(0, 200) || `the server answered ${answer.status}`);
  const kind = kindOfStatus(answer.status);
  // What is said goes into sentences, which end by themselves.
  const text = `${what}: ${masked(said.slice(0, longestSaid).replace(/\.$/, ''), [])}`;
  return new KubeError(kind, text, answer.status, retryAfter(answer.headers['retry-after'], status));
}

/** Only seconds: no API server sends the date form of the header. */
function retryAfter(header: string | undefined, status: Status | null): number | null {
  const seconds = header === undefined ? status?.details?.retryAfterSeconds : Number(header);
  return seconds !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** The error for a call that got no answer: refused, reset, timed out, no credentials. KubeErrors pass as they are. */
export function errorOfFailure(what: string, cause: unknown, timeoutMs: number): KubeError {
  if (cause instanceof KubeError) return cause;
  if (cause instanceof NoRoom) return new KubeError('invalid', cause.message);
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const timedOut = error.name === 'TimeoutError' || error.name === 'AbortError';
  const said = timedOut ? `no answer within ${timeoutMs} ms` : describe(error);
  const wrapped = new KubeError('unreachable', `${what}: ${said}`);
  wrapped.cause = error;
  return wrapped;
}

/** Happy-eyeballs failures have an empty message and the real ones inside. */
function describe(error: Error): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const message = inner instanceof Error ? inner.message : String(inner);
  return message || error.name;
}

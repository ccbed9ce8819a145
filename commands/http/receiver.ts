import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import type { Log } from '../../src/platform/log.ts';
import { seldom } from '../../src/platform/seldom.ts';
import { type BodyLimits, createBodies, type Read, usualLimits } from './bodies.ts';
import { readSaid } from './body.ts';
import { createReplays } from './replays.ts';
import { doubtOf, doubtOfHeaders, signedBy } from './signature.ts';

/** Where Slack sends everything. */
const place = '/slack/events';
/** Slack waits for no acknowledgement longer than this. */
const unheardMs = 3000;
/** Far above what Slack sends (bytes). */
const longestBody = 1024 * 1024;
/** Of what is plainly not signed: enough for Slack's look at our certificate. */
const longestUnsigned = 4096;
/** Bodies that were given up are spoken of once in this time. */
const complainEveryMs = 10_000;

export interface HttpReceiver {
  receiver: Receiver;
  listener: RequestListener;
}

/**
 * Slack's requests, signed, by HTTP: each is heard once. What does not come from Slack never reaches Bolt: unsigned (401),
 * too slow (408), too long (413), one of too many (503), cut short or of no known shape (400).
 * @param now milliseconds since the epoch, as Slack's clock has it
 */
export function createHttpReceiver(
  signingSecret: string,
  log: Log,
  now: () => number,
  limits: BodyLimits = usualLimits,
): HttpReceiver {
  const readBody = createBodies(limits);
  const complain = seldom(now, complainEveryMs, (kind: 'late' | 'crowded') =>
    log.warn({ kind }, 'requests whose bodies were too slow, or too many at once, were given up'),
  );
  const cameBefore = createReplays(now);
  let app: App | null = null;
  const init = (given: App) => {
    app = given;
  };

  async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const signed = signedBy(request.headers);
    const unsigned = doubtOfHeaders(signed, now()) !== null;
    const read = await readBody(request, unsigned ? longestUnsigned : longestBody);
    if (read.kind !== 'whole') {
      if (read.kind === 'late' || read.kind === 'crowded') complain(read.kind);
      return end(response, unsigned && read.kind === 'too-long' ? 401 : statuses[read.kind]);
    }
    const { body } = read;
    const doubt = doubtOf(signingSecret, signed, body, now());
    const said = () => readSaid(body, request.headers['content-type']);
    if (!signed || doubt) {
      // Slack's look at our certificate: answered, whoever asks, and nothing else is done.
      if (said()?.['ssl_check'] === '1') return end(response, 200);
      log.warn({ doubt }, 'a request that Slack has not signed was refused');
      return end(response, 401);
    }
    if (cameBefore(signed.signature, response)) return end(response, 200);
    const sound = said();
    if (!sound) return end(response, 400);
    if (sound['ssl_check'] === '1') return end(response, 200);
    if (sound['type'] === 'url_verification') return answer(response, { challenge: sound['challenge'] });
    await app?.processEvent({ body: sound, ack: acknowledging(response, log), ...retried(request.headers) });
  }

  return {
    // Whoever has the process's server gives it the requests.
    receiver: { init, start: async () => undefined, stop: async () => undefined },
    listener(request, response) {
      if (request.method !== 'POST' || request.url?.split('?', 1)[0] !== place) return end(response, 404);
      hear(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a request of Slack failed');
        if (!response.headersSent) end(response, 500);
      });
    },
  };
}

const statuses = { 'too-long': 413, 'cut-short': 400, late: 408, crowded: 503 } as const satisfies Record<
  Exclude<Read['kind'], 'whole'>,
  number
>;

/** Answers once, and rejects after that; a request that nobody acknowledges is ended when Slack has given it up. */
function acknowledging(response: ServerResponse, log: Log) {
  const late = setTimeout(() => {
    if (response.writableEnded) return;
    log.error({}, 'a request of Slack was not acknowledged in 3 s');
    end(response, 504);
  }, unheardMs);
  return async (body?: unknown): Promise<void> => {
    clearTimeout(late);
    if (response.writableEnded) throw new Error('this request is answered already');
    answer(response, body);
  };
}

/** The times that Slack has sent this before, and why. */
function retried(headers: IncomingHttpHeaders): { retryNum?: number; retryReason?: string } {
  const { 'x-slack-retry-num': count, 'x-slack-retry-reason': reason } = headers;
  return {
    ...(typeof count === 'string' && { retryNum: Number.parseInt(count, 10) }),
    ...(typeof reason === 'string' && { retryReason: reason }),
  };
}

/** In words, or as an object; nothing says that all is well. */
function answer(response: ServerResponse, body: unknown): void {
  const words = typeof body === 'string' || !body;
  if (!words) response.setHeader('content-type', 'application/json');
  response.end(words ? body : JSON.stringify(body));
}

/** Without a word; the connection can be of no more use after a body that was not read to its end. */
function end(response: ServerResponse, status: number): void {
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  response.end();
}

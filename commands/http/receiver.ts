import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import type { Log } from '../../src/platform/log.ts';
import { readBody, readSaid } from './body.ts';
import { createReplays } from './replays.ts';
import { createSignatureCheck, signedBy } from './signature.ts';

/** Where Slack sends everything. */
const place = '/slack/events';
/** Slack waits for no acknowledgement longer than this. */
const unheardMs = 3000;

export interface HttpReceiver {
  receiver: Receiver;
  listener: RequestListener;
}

/**
 * Slack's requests, signed, by HTTP: each is heard once. What does not come from Slack never reaches Bolt: unsigned (401),
 * too long (413), cut short or of no known shape (400).
 * @param now milliseconds since the epoch, as Slack's clock has it
 */
export function createHttpReceiver(signingSecret: string, log: Log, now: () => number): HttpReceiver {
  const disbelieve = createSignatureCheck(signingSecret);
  const cameBefore = createReplays(now);
  let app: App | null = null;
  const init = (given: App) => {
    app = given;
  };

  async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => undefined);
    if (!body) return end(response, body === null ? 413 : 400);
    const signed = signedBy(request.headers);
    const doubt = disbelieve(signed, body, now());
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
  if (status === 413 || status === 400) response.setHeader('connection', 'close');
  response.statusCode = status;
  response.end();
}

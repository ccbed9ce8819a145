import type { JsonObject } from '../protocol.ts';
import type { DeliveryEntry, DeliveryOutcome } from '../world/model.ts';
import { sign } from './sign.ts';

export interface HttpRequestToBot {
  type: DeliveryEntry['type'];
  body: JsonObject;
  attempt: number;
}

export interface HttpDeps {
  signingSecret: string;
  /** ms since the epoch. */
  now(): number;
  /** How long the bot may take, in ms. */
  ackMs: number;
}

/** The body in the form that Slack uses for this kind, with its content type. */
export function encodeBody(type: DeliveryEntry['type'], body: JsonObject): { contentType: string; text: string } {
  if (type === 'events_api') return { contentType: 'application/json', text: JSON.stringify(body) };
  const contentType = 'application/x-www-form-urlencoded';
  if (type === 'interactive') {
    return { contentType, text: new URLSearchParams({ payload: JSON.stringify(body) }).toString() };
  }
  const fields = Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]);
  return { contentType, text: new URLSearchParams(fields).toString() };
}

/** Posts one signed request to the bot and takes its answer for the acknowledgement. Never throws. */
export async function postToBot(deps: HttpDeps, url: string, request: HttpRequestToBot): Promise<DeliveryOutcome> {
  const { contentType, text } = encodeBody(request.type, request.body);
  const timestamp = Math.floor(deps.now() / 1000);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(deps.ackMs),
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': sign(deps.signingSecret, timestamp, text),
        ...(request.attempt > 0 && {
          'x-slack-retry-num': String(request.attempt),
          'x-slack-retry-reason': 'http_timeout',
        }),
      },
      body: text,
    });
    const answer = await response.text();
    if (response.status !== 200) return { kind: 'failed', error: 'http_service_error' };
    return { kind: 'acked', payload: decode(answer, response.headers.get('content-type') ?? '') };
  } catch (error) {
    const timeout = error instanceof Error && error.name === 'TimeoutError';
    return { kind: 'failed', error: timeout ? 'operation_timeout' : 'dispatch_failed' };
  }
}

function decode(answer: string, contentType: string): JsonObject | string | null {
  if (answer === '') return null;
  if (!contentType.includes('json')) return answer;
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed === 'string') return parsed;
    return parsed === null || typeof parsed !== 'object' ? null : (parsed as JsonObject);
  } catch {
    return answer;
  }
}

import * as webApi from '@slack/web-api';
import { SlackError } from './port.ts';
import { passing } from './remedies.ts';

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } = webApi;

/** What the client threw, in our terms. */
export function slackError(error: unknown): SlackError {
  if (error instanceof WebAPIRateLimitedError) {
    return new SlackError('ratelimited', 'ratelimited', 'Slack asks to slow down', error.retryAfter * 1000);
  }
  if (error instanceof WebAPIPlatformError) return platformError(error.data);
  if (error instanceof WebAPIHTTPError) return new SlackError('unreachable', '', `Slack answered ${error.statusCode}`);
  const message = error instanceof Error ? error.message : String(error);
  return new SlackError('unreachable', '', `Slack cannot be reached: ${message}`);
}

function platformError(data: {
  error: string;
  needed?: unknown;
  response_metadata?: { messages?: string[] };
}): SlackError {
  const code = data.error;
  if (code === 'ratelimited' || code === 'rate_limited') {
    return new SlackError('ratelimited', 'ratelimited', 'Slack asks to slow down');
  }
  const details = [
    code,
    ...(data.response_metadata?.messages ?? []),
    ...(data.needed ? [`needs the scope ${data.needed}`] : []),
  ];
  return new SlackError(
    passing.includes(code) ? 'unreachable' : 'refused',
    code,
    `Slack refused: ${details.join('; ')}`,
  );
}

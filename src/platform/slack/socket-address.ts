import * as webApi from '@slack/web-api';
import { z } from 'zod';
import { slackError } from './errors.ts';
import { createSlackFetch } from './fetch.ts';

/** How a new connection is asked for: once, by the app-level token. */
export function socketAddress(appToken: string, apiUrl: string | null | undefined): () => Promise<string> {
  const client = new webApi.WebClient(appToken, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    fetch: createSlackFetch().plain,
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: webApi.LogLevel.ERROR,
  });
  return async () => {
    const answer = await client.apiCall('apps.connections.open', {}).catch((error: unknown) => {
      throw slackError(error);
    });
    return z.looseObject({ url: z.string() }).parse(answer).url;
  };
}

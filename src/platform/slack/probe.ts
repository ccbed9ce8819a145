import * as webApi from '@slack/web-api';
import { z } from 'zod';
import { createSlack, type SlackOptions } from './client.ts';
import { slackError } from './errors.ts';
import type { SlackPort } from './port.ts';

export interface SlackChannel {
  id: string;
  name: string;
  /** The bot is in it. */
  member: boolean;
}

/** What `sluice doctor` asks Slack. Every call has a deadline and throws `SlackError`. */
export interface SlackProbe extends Pick<SlackPort, 'whoAmI' | 'groups' | 'getUser'> {
  /** All public channels, and the private ones that the bot is in. */
  channels(): Promise<SlackChannel[]>;
  /** Asks for a Socket Mode connection and does not use it. */
  openSocket(appToken: string): Promise<void>;
}

const pageSchema = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string(), is_member: z.boolean().default(false) })),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

export function createSlackProbe(options: SlackOptions): SlackProbe {
  const { whoAmI, groups, getUser } = createSlack(options);
  const call = caller(options, options.token);
  return {
    whoAmI,
    groups,
    getUser,
    async channels() {
      const found: SlackChannel[] = [];
      let cursor: string | undefined;
      do {
        const args = { types: 'public_channel,private_channel', exclude_archived: true, limit: 1000 };
        const page = pageSchema.parse(await call('conversations.list', { ...args, ...(cursor ? { cursor } : {}) }));
        for (const { id, name, is_member: member } of page.channels) found.push({ id, name, member });
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
      return found;
    },
    async openSocket(appToken) {
      await caller(options, appToken)('apps.connections.open', {});
    },
  };
}

function caller({ apiUrl, timeoutMs = 10_000 }: SlackOptions, token: string) {
  const client = new webApi.WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    timeout: timeoutMs,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: webApi.LogLevel.ERROR,
  });
  return async (method: string, args: Record<string, unknown>): Promise<unknown> => {
    try {
      return await client.apiCall(method, args);
    } catch (error) {
      throw slackError(error);
    }
  };
}

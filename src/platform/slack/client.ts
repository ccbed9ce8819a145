import * as webApi from '@slack/web-api';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { isSlackAddress } from './address.ts';
import type { Call } from './call.ts';
import { directory } from './directory.ts';
import { slackError } from './errors.ts';
import { createSlackFetch } from './fetch.ts';
import { messages } from './messages.ts';
import { SlackError, type SlackPort } from './port.ts';
import { views } from './views.ts';

export interface SlackOptions {
  token: string;
  /** Other than Slack's own, e.g. a proxy. */
  apiUrl?: string | undefined;
  timeoutMs?: number;
  clock?: Clock;
}

/** Slack's Web API as Sluice uses it: each call tried once, errors in our terms. Retrying is the outbox's business. */
export function createSlack({ token, apiUrl, timeoutMs = 10_000, clock = systemClock }: SlackOptions): SlackPort {
  const options: webApi.WebClientOptions = {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    timeout: timeoutMs,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: webApi.LogLevel.ERROR,
  };
  const fetch = createSlackFetch();
  const client = new webApi.WebClient(token, { ...options, fetch: fetch.plain });
  /** A client for one call, which leaves only while `over` is false. */
  const clientFor = (over: () => boolean) => new webApi.WebClient(token, { ...options, fetch: fetch.lastLook(over) });
  const call: Call = async (method, args, until) => {
    let late = false;
    const over = () => {
      late = until !== undefined && clock.now() > until.notAfter;
      return late;
    };
    if (over()) throw tooLate();
    try {
      return { ...(await (until ? clientFor(over) : client).apiCall(method, args)) };
    } catch (error) {
      throw late ? tooLate() : slackError(error);
    }
  };
  return {
    ...messages(call, fetch.plain, apiUrl),
    ...views(call),
    ...directory(call),
    ...files(new webApi.WebClient(token, { ...options, fetch: toSlackOnly(apiUrl) })),
  };
}

/** Files go to an address that an answer names. Node's own `fetch`: files are of its own `FormData`. */
function toSlackOnly(apiUrl: string | undefined): webApi.FetchFunction {
  return async (url, init) => {
    if (!isSlackAddress(String(url), apiUrl ?? 'https://slack.com')) throw new Error('not an address of Slack');
    return globalThis.fetch(url, init);
  };
}

function tooLate(): SlackError {
  return new SlackError('unreachable', 'late', 'too late for this call');
}

const uploadedSchema = z.looseObject({
  files: z.array(z.looseObject({ files: z.array(z.looseObject({ id: z.string() })) })),
});

function files(client: InstanceType<typeof webApi.WebClient>) {
  return {
    async upload(file: {
      name: string;
      title: string;
      content: Buffer | string;
      channel?: string;
      threadTs?: string;
    }): Promise<string> {
      const { name, title, content, channel, threadTs } = file;
      const place = channel ? { channel_id: channel, ...(threadTs ? { thread_ts: threadTs } : {}) } : {};
      const answer = await client
        .filesUploadV2({
          filename: name,
          title,
          file: typeof content === 'string' ? Buffer.from(content) : content,
          ...place,
        } as Parameters<typeof client.filesUploadV2>[0])
        .catch((error: unknown) => {
          throw slackError(error);
        });
      const id = uploadedSchema.parse(answer).files[0]?.files[0]?.id;
      if (!id) throw slackError(new Error('the upload gave no file id'));
      return id;
    },
  };
}

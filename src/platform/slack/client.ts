import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { slackError } from './errors.ts';
import type { Mark, Place, Posted, SlackMessage, SlackPort } from './port.ts';

export interface SlackOptions {
  token: string;
  /** Other than Slack's own, e.g. a proxy. */
  apiUrl?: string | undefined;
  timeoutMs?: number;
}

const eventType = 'sluice_release';
const historyPage = 100;

const metadataSchema = z.looseObject({
  event_type: z.string(),
  event_payload: z.looseObject({ release: z.string(), key: z.string() }),
});

/** Slack's Web API as Sluice uses it: each call tried once, errors in our terms. Retrying is the outbox's business. */
export function createSlack({ token, apiUrl, timeoutMs = 10_000 }: SlackOptions): SlackPort {
  const client = new webApi.WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    timeout: timeoutMs,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: webApi.LogLevel.ERROR,
  });
  const call: Call = async (method, args) => {
    try {
      return { ...(await client.apiCall(method, args)) };
    } catch (error) {
      throw slackError(error);
    }
  };
  return { ...messages(call), ...views(call), ...people(call), ...files(client) };
}

type Call = (method: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

const postedSchema = z.looseObject({ channel: z.string(), ts: z.string() });

function messages(call: Call) {
  return {
    async post(place: Place, message: SlackMessage, mark: Mark): Promise<Posted> {
      const { channel, threadTs, broadcast } = place;
      const thread = threadTs ? { thread_ts: threadTs, reply_broadcast: broadcast ?? false } : {};
      const metadata = { event_type: eventType, event_payload: { ...mark } };
      const { channel: id, ts } = postedSchema.parse(
        await call('chat.postMessage', {
          channel,
          ...message,
          ...thread,
          metadata,
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      return { channel: id, ts };
    },
    async update({ channel, ts }: Posted, message: SlackMessage): Promise<void> {
      await call('chat.update', { channel, ts, ...message });
    },
    find: (place: Place, mark: Mark, since: number) => find(call, place, mark, since),
    async ephemeral(channel: string, user: string, message: SlackMessage): Promise<void> {
      await call('chat.postEphemeral', { channel, user, ...message });
    },
    async respond(url: string, message: SlackMessage): Promise<void> {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
        signal: AbortSignal.timeout(10_000),
      }).catch((error: unknown) => {
        throw slackError(error);
      });
      if (!answer.ok) throw slackError(new Error(`response_url answered ${answer.status}`));
    },
    async permalink({ channel, ts }: Posted): Promise<string> {
      return z
        .looseObject({ permalink: z.string() })
        .parse(await call('chat.getPermalink', { channel, message_ts: ts })).permalink;
    },
  };
}

const historySchema = z.looseObject({
  messages: z.array(z.looseObject({ ts: z.string(), metadata: z.unknown().optional() })).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

async function find(call: Call, { channel: name, threadTs }: Place, mark: Mark, since: number): Promise<Posted | null> {
  const method = threadTs ? 'conversations.replies' : 'conversations.history';
  const channel = await channelId(call, name);
  const args = {
    channel,
    ...(threadTs ? { ts: threadTs } : {}),
    oldest: String(since / 1000),
    include_all_metadata: true,
    limit: historyPage,
  };
  let cursor: string | undefined;
  do {
    const page = historySchema.parse(await call(method, { ...args, ...(cursor ? { cursor } : {}) }));
    for (const { ts, metadata } of page.messages) {
      const found = metadataSchema.safeParse(metadata).data;
      if (found?.event_type !== eventType) continue;
      if (found.event_payload.release === mark.release && found.event_payload.key === mark.key) return { channel, ts };
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return null;
}

const channelsSchema = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string().optional() })),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** A name is good enough for posting, but not for reading. */
async function channelId(call: Call, nameOrId: string): Promise<string> {
  if (/^[CDG][A-Z0-9]{4,}$/.test(nameOrId)) return nameOrId;
  const name = nameOrId.replace(/^#/, '');
  let cursor: string | undefined;
  do {
    const args = {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 1000,
      ...(cursor ? { cursor } : {}),
    };
    const page = channelsSchema.parse(await call('conversations.list', args));
    const found = page.channels.find((channel) => channel.name === name);
    if (found) return found.id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return nameOrId;
}

function views(call: Call) {
  return {
    async openView(triggerId: string, view: object): Promise<string> {
      const answer = await call('views.open', { trigger_id: triggerId, view });
      return z.looseObject({ view: z.looseObject({ id: z.string() }) }).parse(answer).view.id;
    },
    async updateView(viewId: string, hash: string | null, view: object): Promise<string> {
      const answer = await call('views.update', { view_id: viewId, ...(hash ? { hash } : {}), view });
      return z.looseObject({ view: z.looseObject({ hash: z.string() }) }).parse(answer).view.hash;
    },
    async publishHome(user: string, view: object): Promise<void> {
      await call('views.publish', { user_id: user, view });
    },
  };
}

const groupsSchema = z.looseObject({
  usergroups: z.array(z.looseObject({ id: z.string(), handle: z.string(), users: z.array(z.string()).default([]) })),
});
const userSchema = z.looseObject({
  user: z.looseObject({
    name: z.string(),
    real_name: z.string().optional(),
    profile: z.looseObject({ display_name: z.string().optional() }).optional(),
  }),
});

function people(call: Call) {
  return {
    async whoAmI() {
      const answer = z
        .looseObject({
          user_id: z.string(),
          team: z.string(),
          response_metadata: z.looseObject({ scopes: z.array(z.string()).default([]) }).optional(),
        })
        .parse(await call('auth.test', {}));
      return { userId: answer.user_id, team: answer.team, scopes: answer.response_metadata?.scopes ?? [] };
    },
    async userName(user: string): Promise<string> {
      const found = userSchema.parse(await call('users.info', { user })).user;
      return found.profile?.display_name || found.name;
    },
    async groups() {
      const { usergroups } = groupsSchema.parse(await call('usergroups.list', { include_users: true }));
      return usergroups.map(({ id, handle, users }) => ({ id, handle, members: users }));
    },
    async openDirect(user: string): Promise<string> {
      const answer = await call('conversations.open', { users: user });
      return z.looseObject({ channel: z.looseObject({ id: z.string() }) }).parse(answer).channel.id;
    },
  };
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

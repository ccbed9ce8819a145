import { z } from 'zod';
import type { Call } from './call.ts';
import type { Mark, MessageAddress, Posted } from './port.ts';

/** The kind of metadata that marks our messages. */
export const eventType = 'sluice_release';
const historyPage = 100;

const metadataSchema = z.looseObject({
  event_type: z.string(),
  event_payload: z.looseObject({ release: z.string(), key: z.string() }),
});

const historySchema = z.looseObject({
  messages: z.array(z.looseObject({ ts: z.string(), metadata: z.unknown().optional() })).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** The message with this mark; see `SlackPort.find`. */
export async function find(
  call: Call,
  { channel: name, threadTs }: MessageAddress,
  mark: Mark,
  since: number,
): Promise<Posted | null> {
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

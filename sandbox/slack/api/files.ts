import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import { addMessage } from '../world/messages.ts';
import { int, readArgs, str, structured } from './args.ts';
import { type ApiContext, channelById, type Method, requireMember } from './context.ts';
import { SlackError } from './errors.ts';
import { fileShape } from './shapes.ts';

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
};

const urlArgs = z.object({ filename: str, length: int, alt_txt: str.optional(), alt_text: str.optional() });

function getUploadUrl(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(urlArgs, raw);
  if (args.length <= 0) throw new SlackError('invalid_arguments');
  const id = world.ids.next('F');
  world.files.set(id, {
    id,
    title: args.filename,
    filename: args.filename,
    altText: args.alt_txt ?? args.alt_text ?? '',
    mimetype: TYPES[args.filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
    content: Buffer.alloc(0),
    status: 'waiting',
    readyAt: Number.POSITIVE_INFINITY,
  });
  return { upload_url: `${context.baseUrl}/upload/v1/${id}-${world.ids.hex(8)}`, file_id: id };
}

const completeArgs = z.object({
  files: structured.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
  channel_id: str.optional(),
  channels: str.optional(),
  initial_comment: str.optional(),
  thread_ts: str.optional(),
});

function complete(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(completeArgs, raw);
  const target = args.channel_id ?? args.channels?.split(',')[0];
  const channel = target === undefined ? undefined : channelById(context, target);
  if (channel) requireMember(context, channel);
  const files = args.files.map(({ id, title }) => {
    const file = world.files.get(id);
    if (!file || file.status === 'waiting') throw new SlackError('file_not_found');
    return { file, title };
  });
  for (const { file, title } of files) {
    file.status = 'complete';
    file.readyAt = world.clock.now() + context.fileReadyMs;
    if (title !== undefined) file.title = title;
  }
  if (channel) {
    const { bot } = world.seed;
    addMessage(world, {
      channel: channel.id,
      user: bot.userId,
      botId: bot.botId,
      text: args.initial_comment ?? '',
      threadTs: args.thread_ts,
      files: files.map(({ file }) => file.id),
    });
  }
  return { files: files.map(({ file }) => fileShape(world, file.id)) };
}

export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': { scopes: ['files:write'], tier: 4, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], tier: 4, run: complete },
};

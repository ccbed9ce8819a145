import { isObject } from '../blocks/find.ts';
import type { JsonObject } from '../protocol.ts';
import type { Message, MessageMetadata } from './model.ts';
import type { World } from './world.ts';

export interface NewMessage {
  channel: string;
  user: string;
  text: string;
  botId?: string | undefined;
  threadTs?: string | undefined;
  broadcast?: boolean;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
  metadata?: MessageMetadata | undefined;
  ephemeralTo?: string | undefined;
  files?: string[];
}

/** Adds a message (or an ephemeral one) and tells everybody. */
export function addMessage(world: World, input: NewMessage): Message {
  const message: Message = {
    channel: input.channel,
    ts: world.ids.ts(),
    broadcast: input.broadcast ?? false,
    user: input.user,
    text: input.text,
    blocks: withBlockIds(world, input.blocks ?? []),
    attachments: (input.attachments ?? []).map((attachment, index) => finishAttachment(world, attachment, index)),
    files: input.files ?? [],
    reactions: [],
  };
  if (input.botId !== undefined) message.botId = input.botId;
  if (input.threadTs !== undefined) message.threadTs = input.threadTs;
  if (input.metadata !== undefined) message.metadata = input.metadata;
  if (input.ephemeralTo !== undefined) {
    message.ephemeralTo = input.ephemeralTo;
    world.ephemerals.push(message);
  } else {
    channelMessages(world, input.channel).push(message);
  }
  world.bus.emit({ type: 'message', message });
  announceParent(world, message);
  return message;
}

/** What a change of a message may carry; a field left out stays as it is. */
export interface MessageChange {
  text?: string | undefined;
  blocks?: JsonObject[] | undefined;
  attachments?: JsonObject[] | undefined;
  metadata?: MessageMetadata | null | undefined;
}

/** Changes a message in place and tells everybody. */
export function changeMessage(world: World, message: Message, change: MessageChange, editor: string): void {
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks !== undefined) message.blocks = withBlockIds(world, change.blocks);
  if (change.attachments !== undefined) {
    message.attachments = change.attachments.map((attachment, index) => finishAttachment(world, attachment, index));
  }
  if (change.metadata === null) delete message.metadata;
  else if (change.metadata !== undefined) message.metadata = change.metadata;
  // Slack marks changed text, but not changed blocks.
  if (message.blocks.length === 0) message.edited = { user: editor, ts: world.ids.ts() };
  world.bus.emit({ type: 'message', message });
}

/** Takes a message away and tells everybody. */
export function removeMessage(world: World, message: Message): void {
  const list = message.ephemeralTo === undefined ? channelMessages(world, message.channel) : world.ephemerals;
  const index = list.indexOf(message);
  if (index >= 0) list.splice(index, 1);
  const { channel, ts, ephemeralTo } = message;
  world.bus.emit({ type: 'message_deleted', channel, ts, ...(ephemeralTo !== undefined && { ephemeralTo }) });
  announceParent(world, message);
}

/** All messages of a channel with thread replies, oldest first. The array is the live one. */
export function channelMessages(world: World, channel: string): Message[] {
  const there = world.messages.get(channel);
  if (there) return there;
  const list: Message[] = [];
  world.messages.set(channel, list);
  return list;
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return channelMessages(world, channel).find((message) => message.ts === ts);
}

export function findEphemeral(world: World, userId: string, ts: string): Message | undefined {
  return world.ephemerals.find((message) => message.ts === ts && message.ephemeralTo === userId);
}

/** The replies to a message, oldest first, without the message itself. */
export function replies(world: World, channel: string, ts: string): Message[] {
  return channelMessages(world, channel).filter((message) => message.threadTs === ts && message.ts !== ts);
}

/** Slack gives each block without a block_id, and each element without an action_id, one of its own. */
export function withBlockIds(world: World, blocks: JsonObject[]): JsonObject[] {
  return blocks.map((block) => {
    const { accessory, element, elements } = block;
    const done: JsonObject = { ...block, block_id: block['block_id'] ?? world.ids.blockId() };
    if (isObject(accessory)) done['accessory'] = withActionId(world, accessory);
    if (isObject(element)) done['element'] = withActionId(world, element);
    if (block['type'] === 'actions' && Array.isArray(elements)) {
      done['elements'] = elements.filter(isObject).map((inner) => withActionId(world, inner));
    }
    return done;
  });
}

function withActionId(world: World, element: JsonObject): JsonObject {
  if (element['type'] === 'image') return element;
  return { ...element, action_id: element['action_id'] ?? world.ids.blockId() };
}

function finishAttachment(world: World, attachment: JsonObject, index: number): JsonObject {
  const done: JsonObject = { id: index + 1, ...attachment };
  const blocks = attachment['blocks'];
  if (Array.isArray(blocks)) done['blocks'] = withBlockIds(world, blocks as JsonObject[]);
  if (typeof attachment['color'] === 'string') done['color'] = attachment['color'].replace(/^#/, '');
  return done;
}

/** The parent shows how many replies it has, so it changes with them. */
function announceParent(world: World, reply: Message): void {
  if (reply.threadTs === undefined || reply.ephemeralTo !== undefined) return;
  const parent = findMessage(world, reply.channel, reply.threadTs);
  if (parent && parent !== reply) world.bus.emit({ type: 'message', message: parent });
}

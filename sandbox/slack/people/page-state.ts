import { asJson } from '../api/shapes.ts';
import { isObject } from '../blocks/find.ts';
import { completeState } from '../blocks/state.ts';
import type { JsonObject, PageChannel, PageHint, PageMessage, PageState, PageUser, PageView } from '../protocol.ts';
import { replies } from '../world/messages.ts';
import type { Channel, Message, User, View } from '../world/model.ts';
import { modalsOf } from '../world/views.ts';
import { maySee, type World } from '../world/world.ts';

/** Everything that one person sees, or undefined when there is no such person. '' is the first person. */
export function pageState(
  world: World,
  userId: string,
  extra: { hints: PageHint[]; botConnected: boolean },
): PageState | undefined {
  const me = userId === '' ? [...world.users.values()].find(({ isBot }) => !isBot) : world.users.get(userId);
  if (!me || me.isBot) return undefined;
  return stateFor(world, me, extra);
}

function stateFor(world: World, me: User, extra: { hints: PageHint[]; botConnected: boolean }): PageState {
  const userId = me.id;
  const channels = [...world.channels.values()].filter((channel) => maySee(channel, userId));
  const visible = new Set(channels.map(({ id }) => id));
  const own = world.ephemerals.filter(({ ephemeralTo }) => ephemeralTo === userId);
  const messages = [...channels.flatMap(({ id }) => world.messages.get(id) ?? []), ...own]
    .filter(({ channel }) => visible.has(channel))
    .sort((a, b) => Number(a.ts) - Number(b.ts));
  const home = world.homes.get(userId);
  return {
    team: { id: world.seed.team.id, name: world.seed.team.name },
    me: pageUser(me),
    users: [...world.users.values()].map(pageUser),
    groups: world.seed.groups,
    channels: channels.map((channel) => pageChannel(world, channel)),
    messages: messages.map((message) => pageMessage(world, message)),
    home: home ? pageView(home) : null,
    modals: modalsOf(world, userId).map(pageView),
    commands: world.seed.commands.map(({ command, usageHint, description }) => ({ command, usageHint, description })),
    botId: world.seed.bot.userId,
    ...extra,
  };
}

export function pageMessage(world: World, message: Message): PageMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
    ...(message.broadcast && { broadcast: true }),
    user: message.user,
    text: message.text,
    blocks: message.blocks.map(withImageUrls),
    attachments: message.attachments.map((attachment) => {
      const { blocks } = attachment;
      return Array.isArray(blocks) ? { ...attachment, blocks: blocks.filter(isObject).map(withImageUrls) } : attachment;
    }),
    edited: message.edited !== undefined && message.blocks.length === 0 && message.attachments.length === 0,
    ephemeral: message.ephemeralTo !== undefined,
    replyCount: message.ephemeralTo === undefined ? replies(world, message.channel, message.ts).length : 0,
    files: message.files.map((id) => {
      const file = world.files.get(id);
      return { id, title: file?.title ?? '', url: fileUrl(id), mimetype: file?.mimetype ?? '' };
    }),
  };
}

/** The view with what the person has chosen so far, under state.values. */
export function pageView(view: View): PageView {
  const values = asJson(completeState(view.blocks, view.state));
  const shown = { ...view.body, blocks: view.blocks.map(withImageUrls), state: { values } };
  return { id: view.id, view: shown, errors: view.errors };
}

/** Where the page finds an uploaded file. */
function fileUrl(id: string): string {
  return `/_page/files/${id}`;
}

/** Pictures uploaded to Slack get an address that the page can load. */
function withImageUrls(block: JsonObject): JsonObject {
  const { accessory, elements } = block;
  const done = block['type'] === 'image' ? withImageUrl(block) : block;
  if (isObject(accessory)) return { ...done, accessory: withImageUrl(accessory) };
  if (block['type'] === 'context' && Array.isArray(elements)) {
    return { ...done, elements: elements.filter(isObject).map(withImageUrl) };
  }
  return done;
}

function withImageUrl(holder: JsonObject): JsonObject {
  const file = holder['slack_file'];
  if (!isObject(file)) return holder;
  const address = typeof file['id'] === 'string' ? fileUrl(file['id']) : file['url'];
  return address === undefined ? holder : { ...holder, image_url: address };
}

function pageUser({ id, name, realName, title, color, isBot }: User): PageUser {
  return { id, name, realName, title, color, isBot };
}

function pageChannel(world: World, { id, name, topic, imWith }: Channel): PageChannel {
  return { id, name: imWith === null ? name : world.seed.bot.name, topic, isIm: imWith !== null };
}

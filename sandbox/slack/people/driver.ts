import { allBlocks, type FoundElement, interactiveElements } from '../blocks/find.ts';
import type { JsonObject } from '../protocol.ts';
import type { Message, StateValues, View } from '../world/model.ts';
import { imChannel, type World } from '../world/world.ts';
import type { People } from './acts.ts';
import { type Choice, chosenState } from './choices.ts';
import { mergeState, ownView, visibleMessage } from './click.ts';
import type { ActResult } from './result.ts';
import { waiting } from './waiting.ts';

export type MessageRef = { channel: string; ts: string };
export type ViewRef = { id: string };

export interface ClickOptions {
  /** For selects and the like: what is chosen. */
  choose?: Choice;
  /** Needed only when the same action_id is there twice. */
  blockId?: string;
  /** The state of other inputs, in Slack's shape. */
  state?: StateValues;
}

/** A person, for tests: acts as the page does and waits without polling. */
export interface PersonDriver {
  id: string;
  /** Channel by id or name; 'bot' is the direct conversation with the bot. */
  say(channel: string, text: string, threadTs?: string): Promise<ActResult>;
  /** Sends a slash command: text with the slash, e.g. "/deploy checkout 2.4.1". */
  command(channel: string, text: string): Promise<ActResult>;
  /** @throws Error when there is no such element, naming those that are there */
  click(target: MessageRef | ViewRef, actionId: string, options?: ClickOptions): Promise<ActResult>;
  /** Types and chooses in a view without telling the bot: action_id → choice. */
  fill(view: ViewRef, choices: Record<string, Choice>): void;
  submit(view: ViewRef, state?: StateValues): Promise<ActResult>;
  close(view: ViewRef): Promise<ActResult>;
  openHome(): Promise<ActResult>;
  suggest(view: ViewRef, actionId: string, typed: string): Promise<ActResult>;
  /** The first message this person sees for which the predicate holds, now or within the time. */
  waitForMessage(predicate: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  waitForEphemeral(predicate?: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** The topmost modal. */
  waitForModal(predicate?: (view: View) => boolean, timeoutMs?: number): Promise<View>;
  waitForHome(predicate?: (view: View) => boolean, timeoutMs?: number): Promise<View>;
}

/** A person of this world, to act as. @throws Error when there is no such person */
export function createDriver(world: World, people: People, id: string): PersonDriver {
  if (!world.users.has(id)) throw new Error(`there is no person ${id}`);

  const driver: PersonDriver = {
    id,
    say: (channel, text, threadTs) =>
      people.act({
        user: id,
        type: 'say',
        channel: channelId(world, id, channel),
        text,
        ...(threadTs !== undefined && { threadTs }),
      }),
    command: (channel, text) => driver.say(channel, text),
    async click(target, actionId, options = {}) {
      const found = findElement(blocksOf(world, id, target), actionId, options.blockId);
      const chosen = options.choose === undefined ? {} : chosenState(found, options.choose);
      const container: { type: 'message'; channel: string; ts: string } | { type: 'view'; viewId: string } =
        'ts' in target
          ? { type: 'message', channel: target.channel, ts: target.ts }
          : { type: 'view', viewId: target.id };
      const action: JsonObject = { ...chosen, type: found.element['type'] ?? '', action_id: actionId };
      const { blockId } = found;
      return people.act({ user: id, type: 'click', container, blockId, action, state: options.state ?? {} });
    },
    fill(target, choices) {
      const view = requireView(world, id, target);
      for (const [actionId, choice] of Object.entries(choices)) {
        const found = findElement(view.blocks, actionId);
        view.state = mergeState(view.state, { [found.blockId]: { [actionId]: chosenState(found, choice) } });
      }
    },
    submit: (view, state = {}) => people.act({ user: id, type: 'submit', viewId: view.id, state }),
    close: (view) => people.act({ user: id, type: 'close', viewId: view.id }),
    openHome: () => people.act({ user: id, type: 'open_home' }),
    async suggest(target, actionId, value) {
      const { blockId } = findElement(requireView(world, id, target).blocks, actionId);
      return people.act({ user: id, type: 'suggest', viewId: target.id, blockId, actionId, value });
    },
    ...waiting(world, id),
  };
  return driver;
}

function channelId(world: World, user: string, channel: string): string {
  if (channel === 'bot') return imChannel(world, user).id;
  const name = channel.replace(/^#/, '');
  for (const { id, name: own, imWith } of world.channels.values()) if (imWith === null && own === name) return id;
  return channel;
}

function requireView(world: World, user: string, { id }: ViewRef): View {
  const view = ownView(world, user, id);
  if (!view) throw new Error(`${user} has no open view ${id}`);
  return view;
}

function blocksOf(world: World, user: string, target: MessageRef | ViewRef): JsonObject[] {
  if (!('ts' in target)) return requireView(world, user, target).blocks;
  const message = visibleMessage(world, user, target.channel, target.ts);
  if (!message) throw new Error(`${user} sees no message ${target.ts} in ${target.channel}`);
  return allBlocks(message);
}

function findElement(blocks: JsonObject[], actionId: string, blockId?: string): FoundElement {
  const elements = interactiveElements(blocks);
  const found = elements.find(
    (one) => one.element['action_id'] === actionId && (blockId === undefined || one.blockId === blockId),
  );
  if (found) return found;
  const known = elements.map(({ element }) => String(element['action_id'])).join(', ');
  throw new Error(`there is no element "${actionId}". There is: ${known || 'nothing to press'}`);
}

import { asJson } from '../api/shapes.ts';
import { allBlocks, type FoundElement, interactiveElements } from '../blocks/find.ts';
import { completeState, stateField } from '../blocks/state.ts';
import { messageActionPayload, viewActionPayload } from '../delivery/payloads.ts';
import type { JsonObject, PageAct } from '../protocol.ts';
import { findEphemeral, findMessage } from '../world/messages.ts';
import type { Message, StateValues, View } from '../world/model.ts';
import { findView } from '../world/views.ts';
import { maySee, type World } from '../world/world.ts';
import { type ActResult, done, refused, trouble } from './result.ts';
import type { PeopleDeps } from './say.ts';

type Click = Extract<PageAct, { type: 'click' }>;

/** A person presses a button or chooses something, in a message or a view. */
export async function click(deps: PeopleDeps, act: Click): Promise<ActResult> {
  const payload =
    act.container.type === 'message' ? inMessage(deps, act, act.container) : inView(deps, act, act.container);
  if (payload === undefined) return refused('That is no longer there.');
  const outcome = await deps.deliverer.deliver('interactive', payload, false);
  return outcome.kind === 'failed' ? trouble(outcome) : done;
}

function inMessage(deps: PeopleDeps, act: Click, place: { channel: string; ts: string }): JsonObject | undefined {
  const { world } = deps;
  const message = visibleMessage(world, act.user, place.channel, place.ts);
  if (!message) return undefined;
  const blocks = allBlocks(message);
  const found = findElement(blocks, act);
  if (!found) return undefined;
  const values = asJson(completeState(blocks, withChoice(act, found)));
  return messageActionPayload(world, deps.baseUrl(), { user: act.user, message, action: actionOf(found, act), values });
}

function inView(deps: PeopleDeps, act: Click, place: { viewId: string }): JsonObject | undefined {
  const view = ownView(deps.world, act.user, place.viewId);
  const found = view && findElement(view.blocks, act);
  if (!view || !found) return undefined;
  view.state = mergeState(view.state, withChoice(act, found));
  return viewActionPayload(deps.world, { user: act.user, view, action: actionOf(found, act) });
}

/** The message, if this person can see it. */
export function visibleMessage(world: World, user: string, channelId: string, ts: string): Message | undefined {
  const channel = world.channels.get(channelId);
  if (!channel || !maySee(channel, user)) return undefined;
  return findMessage(world, channelId, ts) ?? findEphemeral(world, user, ts);
}

/** The view, if it is open for this person. */
export function ownView(world: World, user: string, viewId: string): View | undefined {
  const view = findView(world, viewId);
  return view?.userId === user ? view : undefined;
}

/** Later choices win, block by block and action by action. */
export function mergeState(before: StateValues, after: StateValues): StateValues {
  const merged: StateValues = { ...before };
  for (const [blockId, actions] of Object.entries(after)) merged[blockId] = { ...merged[blockId], ...actions };
  return merged;
}

function findElement(blocks: JsonObject[], act: Click): FoundElement | undefined {
  return interactiveElements(blocks).find(
    ({ blockId, element }) => blockId === act.blockId && element['action_id'] === act.action['action_id'],
  );
}

/** What the person chose just now is part of the state. */
function withChoice(act: Click, { element }: FoundElement): StateValues {
  const type = String(element['type']);
  const field = stateField(type);
  const chosen = field === undefined ? undefined : act.action[field];
  if (field === undefined || chosen === undefined) return act.state;
  return mergeState(act.state, { [act.blockId]: { [String(element['action_id'])]: { type, [field]: chosen } } });
}

/** The action as Slack sends it: the element's own words and value, and the person's choice. */
function actionOf({ element, blockId }: FoundElement, act: Click): JsonObject {
  const type = String(element['type']);
  const base: JsonObject = { type, action_id: element['action_id'] ?? '', block_id: blockId };
  if (type === 'button') {
    for (const key of ['text', 'value', 'style', 'url']) {
      const value = element[key];
      if (value !== undefined) base[key] = value;
    }
    return base;
  }
  const field = type === 'overflow' ? 'selected_option' : stateField(type);
  if (field !== undefined) base[field] = act.action[field] ?? null;
  return base;
}

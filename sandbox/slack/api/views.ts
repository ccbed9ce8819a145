import { z } from 'zod';
import { checkView } from '../blocks/check.ts';
import { isObject } from '../blocks/find.ts';
import type { JsonObject } from '../protocol.ts';
import type { View } from '../world/model.ts';
import {
  findView,
  findViewByExternalId,
  MAX_MODALS,
  modalsOf,
  publishHome,
  pushModal,
  replaceView,
} from '../world/views.ts';
import type { Trigger, World } from '../world/world.ts';
import { readArgs, str, structured } from './args.ts';
import { type ApiContext, checkContext, type Method } from './context.ts';
import { SlackError, withMessages } from './errors.ts';
import { viewShape } from './shapes.ts';

/** All view data together may not be larger, in characters of JSON. */
const MAX_VIEW_SIZE = 250_000;

/**
 * Checks what a bot wants to show as a modal or home tab.
 *
 * @throws SlackError invalid_arguments with lines, view_too_large, duplicate_external_id
 */
export function readView(world: World, value: unknown, type: 'modal' | 'home', replaced?: View): JsonObject {
  const checked = checkView(value, type, checkContext(world));
  if (!checked.ok) throw withMessages('invalid_arguments', checked.errors);
  if (JSON.stringify(checked.value).length > MAX_VIEW_SIZE) throw new SlackError('view_too_large');
  const externalId = checked.value['external_id'];
  if (typeof externalId === 'string' && externalId !== '') {
    const other = findViewByExternalId(world, externalId);
    if (other && other !== replaced) throw new SlackError('duplicate_external_id');
  }
  return checked.value;
}

/** @throws SlackError invalid_trigger_id, exchanged_trigger_id, expired_trigger_id */
function takeTrigger({ world, triggerMs }: ApiContext, id: string): Trigger {
  const trigger = world.triggers.get(id);
  if (!trigger) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (world.clock.now() - trigger.issuedAt > triggerMs) throw new SlackError('expired_trigger_id');
  return trigger;
}

const openArgs = z.object({ trigger_id: str, view: structured });

function open(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(openArgs, raw);
  const trigger = takeTrigger(context, args.trigger_id);
  const body = readView(world, args.view, 'modal');
  const stack = modalsOf(world, trigger.user);
  // Who acted outside of a modal has none open any more; what is left of an old one makes room.
  if (trigger.viewId === undefined) stack.splice(0);
  if (stack.length >= MAX_MODALS) throw new SlackError('push_limit_reached');
  trigger.used = true;
  return { view: viewShape(world, pushModal(world, trigger.user, body)) };
}

function push(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(openArgs, raw);
  const trigger = takeTrigger(context, args.trigger_id);
  const from = trigger.viewId === undefined ? undefined : findView(world, trigger.viewId);
  if (from?.type !== 'modal') throw new SlackError('invalid_trigger_id');
  const body = readView(world, args.view, 'modal');
  if (modalsOf(world, trigger.user).length >= MAX_MODALS) throw new SlackError('push_limit_reached');
  trigger.used = true;
  return { view: viewShape(world, pushModal(world, trigger.user, body)) };
}

const updateArgs = z.object({
  view: structured,
  view_id: str.optional(),
  external_id: str.optional(),
  hash: str.optional(),
});

function update(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(updateArgs, raw);
  const named = args.external_id === undefined ? undefined : findViewByExternalId(world, args.external_id);
  const view = args.view_id === undefined ? named : findView(world, args.view_id);
  if (view?.type !== 'modal') throw new SlackError('not_found');
  if (args.hash !== undefined && args.hash !== '' && args.hash !== view.hash) throw new SlackError('hash_conflict');
  replaceView(world, view, readView(world, args.view, 'modal', view));
  return { view: viewShape(world, view) };
}

const publishArgs = z.object({ user_id: str, view: structured, hash: str.optional() });

function publish(context: ApiContext, raw: JsonObject): JsonObject {
  const { world } = context;
  const args = readArgs(publishArgs, raw);
  if (!world.users.has(args.user_id)) throw new SlackError('user_not_found');
  const there = world.homes.get(args.user_id);
  if (args.hash !== undefined && there && args.hash !== there.hash) throw new SlackError('hash_conflict');
  if (!isObject(args.view)) throw withMessages('invalid_arguments', ['must provide a object [json-pointer:/view]']);
  return { view: viewShape(world, publishHome(world, args.user_id, readView(world, args.view, 'home', there))) };
}

export const viewMethods: Record<string, Method> = {
  'views.open': { scopes: [], tier: 4, run: open },
  'views.push': { scopes: [], tier: 4, run: push },
  'views.update': { scopes: [], tier: 4, run: update },
  'views.publish': { scopes: [], tier: 4, run: publish },
};

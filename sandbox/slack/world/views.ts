import type { JsonObject } from '../protocol.ts';
import { withBlockIds } from './messages.ts';
import type { View } from './model.ts';
import type { World } from './world.ts';

/** Slack shows at most three modals on top of each other. */
export const MAX_MODALS = 3;

/** The open modals of a person, the topmost last. The array is the live one. */
export function modalsOf(world: World, userId: string): View[] {
  const there = world.modals.get(userId);
  if (there) return there;
  const list: View[] = [];
  world.modals.set(userId, list);
  return list;
}

/** Puts a modal on top of a person's stack. */
export function pushModal(world: World, userId: string, body: JsonObject): View {
  const stack = modalsOf(world, userId);
  const previous = stack.at(-1);
  const id = world.ids.next('V');
  const view: View = {
    id,
    userId,
    type: 'modal',
    hash: world.ids.hash(),
    body,
    blocks: blocksOf(world, body),
    state: {},
    errors: {},
    rootId: stack[0]?.id ?? id,
    previousId: previous?.id ?? null,
  };
  stack.push(view);
  world.bus.emit({ type: 'modals', user: userId });
  return view;
}

/** Replaces what a view shows. What people typed stays where block_id and action_id stay. */
export function replaceView(world: World, view: View, body: JsonObject): void {
  view.body = body;
  view.blocks = blocksOf(world, body);
  view.hash = world.ids.hash();
  view.errors = {};
  tell(world, view);
}

export function publishHome(world: World, userId: string, body: JsonObject): View {
  const there = world.homes.get(userId);
  if (there) {
    replaceView(world, there, body);
    return there;
  }
  const id = world.ids.next('V');
  const view: View = {
    id,
    userId,
    type: 'home',
    hash: world.ids.hash(),
    body,
    blocks: blocksOf(world, body),
    state: {},
    errors: {},
    rootId: id,
    previousId: null,
  };
  world.homes.set(userId, view);
  tell(world, view);
  return view;
}

/** Takes one modal off (with all above it), or with `all` the whole stack. */
export function closeModal(world: World, view: View, all: boolean): void {
  const stack = modalsOf(world, view.userId);
  const index = stack.indexOf(view);
  if (index < 0) return;
  stack.splice(all ? 0 : index);
  world.bus.emit({ type: 'modals', user: view.userId });
}

export function setErrors(world: World, view: View, errors: Record<string, string>): void {
  view.errors = errors;
  tell(world, view);
}

export function findView(world: World, id: string): View | undefined {
  for (const stack of world.modals.values()) for (const view of stack) if (view.id === id) return view;
  for (const home of world.homes.values()) if (home.id === id) return home;
  return undefined;
}

export function findViewByExternalId(world: World, externalId: string): View | undefined {
  for (const stack of world.modals.values()) {
    for (const view of stack) if (view.body['external_id'] === externalId) return view;
  }
  for (const home of world.homes.values()) if (home.body['external_id'] === externalId) return home;
  return undefined;
}

function tell(world: World, view: View): void {
  world.bus.emit({ type: view.type === 'home' ? 'home' : 'modals', user: view.userId });
}

function blocksOf(world: World, body: JsonObject): JsonObject[] {
  return withBlockIds(world, (body['blocks'] ?? []) as JsonObject[]);
}

import { z } from 'zod';
import type { PageAct } from '../protocol.ts';
import { click } from './click.ts';
import { type ActResult, refused } from './result.ts';
import { type PeopleDeps, say } from './say.ts';
import { close, openHome, submit, suggest } from './views.ts';

const jsonObject = z.record(z.string(), z.json());
const state = z.record(z.string(), z.record(z.string(), jsonObject));
const user = z.string();

/** What a page may send to POST /_page/act. */
export const actSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('say'), user, channel: z.string(), threadTs: z.string().optional(), text: z.string() }),
  z.object({
    type: z.literal('click'),
    user,
    container: z.discriminatedUnion('type', [
      z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
      z.object({ type: z.literal('view'), viewId: z.string() }),
    ]),
    blockId: z.string(),
    action: jsonObject,
    state,
  }),
  z.object({ type: z.literal('submit'), user, viewId: z.string(), state }),
  z.object({ type: z.literal('close'), user, viewId: z.string() }),
  z.object({ type: z.literal('open_home'), user }),
  z.object({
    type: z.literal('suggest'),
    user,
    viewId: z.string(),
    blockId: z.string(),
    actionId: z.string(),
    value: z.string(),
  }),
]);

export type ActListener = (act: PageAct, result: ActResult) => void;

/** The people of the workspace. */
export interface People {
  /** Does what a person does; resolves when the bot has acknowledged it (or has failed to). */
  act(act: PageAct): Promise<ActResult>;
  /** @returns a function that ends the subscription */
  onAct(listener: ActListener): () => void;
}

export function createPeople(deps: PeopleDeps): People {
  const listeners = new Set<ActListener>();

  function perform(act: PageAct): Promise<ActResult> {
    switch (act.type) {
      case 'say':
        return say(deps, act);
      case 'click':
        return click(deps, act);
      case 'submit':
        return submit(deps, act);
      case 'close':
        return close(deps, act);
      case 'open_home':
        return openHome(deps, act);
      case 'suggest':
        return suggest(deps, act);
    }
  }

  return {
    async act(act) {
      const person = deps.world.users.get(act.user);
      if (!person || person.isBot) return refused('There is no such person.');
      const result = await perform(act);
      for (const listener of [...listeners]) listener(act, result);
      return result;
    },
    onAct(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

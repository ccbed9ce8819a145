import { createContext, useContext } from 'react';
import type { JsonObject, PageAct, PageChannel, PageGroup, PageMessage, PageUser } from '../../protocol.ts';
import type { Answer } from './api.ts';
import type { Place } from './place.ts';
import type { Values } from './values.ts';

/** What everything on the page may ask of the page. */
export interface Client {
  me: PageUser;
  botId: string;
  users: Map<string, PageUser>;
  groups: Map<string, PageGroup>;
  channels: Map<string, PageChannel>;
  /** Acts as the chosen person; a refusal is also shown as a toast. */
  act(act: Unsigned<PageAct>): Promise<Answer>;
  toast(text: string): void;
  /** Shows a confirm object of Block Kit; true when the person agrees. */
  confirm(dialog: JsonObject): Promise<boolean>;
  go(change: Partial<Place>): void;
}

/** An act without its user, which the page fills in. */
export type Unsigned<A> = A extends PageAct ? Omit<A, 'user'> : never;

/** A message or a view: where elements keep their values and send their actions. */
export interface Container {
  values: Values;
  errors: Record<string, string>;
  files: PageMessage['files'];
  /** Remembers a value without telling the bot. */
  change(blockId: string, element: JsonObject, state: JsonObject): void;
  /** Asks the person, if the element has a confirm object. Before anything else of a choice. */
  agreed(element: JsonObject): Promise<boolean>;
  /** Tells the bot, with everything that the container holds. `state` is remembered first. */
  dispatch(blockId: string, element: JsonObject, chosen: JsonObject, state?: JsonObject): Promise<void>;
  suggest(blockId: string, actionId: string, text: string): Promise<Answer>;
}

export const ClientContext = createContext<Client | null>(null);
export const ContainerContext = createContext<Container | null>(null);

function required<T>(value: T | null, name: string): T {
  if (value === null) throw new Error(`${name} is used outside of its provider`);
  return value;
}

/** The page; throws outside of ClientContext. */
export const useClient = (): Client => required(useContext(ClientContext), 'The client');
/** The message or view around an element; throws outside of ContainerContext. */
export const useContainer = (): Container => required(useContext(ContainerContext), 'The container');

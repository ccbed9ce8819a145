import { chatMethods } from './chat.ts';
import type { Method } from './context.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { peopleMethods } from './people.ts';
import { sessionMethods } from './session.ts';
import { viewMethods } from './views.ts';

/** Every Web API method of the sandbox, by name. */
export const methods: Readonly<Record<string, Method>> = {
  ...sessionMethods,
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
};

/** The scopes of a bot token when the seed names none. */
export const defaultScopes: readonly string[] = [
  'commands',
  'app_mentions:read',
  ...new Set(Object.values(methods).flatMap(({ scopes, token }) => (token === 'app' ? [] : scopes))),
];

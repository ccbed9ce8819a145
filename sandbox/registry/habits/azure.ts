import type { RegistryAnswer, RegistryRequest } from '../answer.ts';
import { isTagList, isToken, type RegistryHabit } from './habit.ts';

/** The challenge with another scope. */
function asking(answer: RegistryAnswer, scope: (said: string) => string): RegistryAnswer {
  const challenge = answer.headers['www-authenticate']?.replace(
    /scope="([^"]*)"/,
    (_, said: string) => `scope="${scope(said)}"`,
  );
  return challenge === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}

/** Of several scopes in one parameter, only the first is read. */
function understood(request: RegistryRequest): RegistryRequest {
  const url = new URL(request.url);
  const scopes = url.searchParams.getAll('scope');
  url.searchParams.delete('scope');
  for (const scope of scopes) url.searchParams.append('scope', scope.replace(/ .*/, ''));
  return { ...request, url };
}

export const azure: RegistryHabit = {
  title: 'Azure: lists of tags want a scope of their own beside another, and images none that is named',
  asked: (request) => (isToken(request) ? understood(request) : request),
  answered: (answer, request) => asking(answer, (said) => (isTagList(request) ? `registry:catalog:* ${said}` : '')),
};

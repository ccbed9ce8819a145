import type { RegistryRequest } from '../answer.ts';
import { inPagesOf, isTagList, type RegistryHabit, withLink } from './habit.ts';

/** Of the next page; nobody but the registry reads it. */
const cursor = 'next_page';

function understood(request: RegistryRequest): RegistryRequest {
  const url = new URL(request.url);
  const sealed = url.searchParams.get(cursor);
  url.searchParams.delete('last');
  if (sealed !== null) url.searchParams.set('last', Buffer.from(sealed, 'base64url').toString());
  return { ...request, url };
}

export const quay: RegistryHabit = {
  title: 'Quay: small pages, each found by a cursor alone, and no digest in the headers',
  asked: (request) => inPagesOf(2, isTagList(request) ? understood(request) : request),
  answered(answer, request) {
    const { 'docker-content-digest': _, ...headers } = answer.headers;
    return withLink({ ...answer, headers }, (target) => {
      const last = new URL(target, request.url).searchParams.get('last') ?? '';
      return `${request.url.pathname}?n=2&${cursor}=${Buffer.from(last).toString('base64url')}`;
    });
  },
};

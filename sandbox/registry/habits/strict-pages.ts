import { failure } from '../answer.ts';
import { isTagList, type RegistryHabit, withJson } from './habit.ts';

export const strictPages: RegistryHabit = {
  title: 'a registry that refuses large pages, names no repository, and answers HEAD with 405',
  answered(answer, request) {
    if (isTagList(request) && Number(request.url.searchParams.get('n') ?? 0) > 100) {
      return failure(400, 'PAGINATION_NUMBER_INVALID', 'n must be at most 100');
    }
    if (isTagList(request) && answer.status === 200) return withJson(answer, ({ tags }) => ({ tags }));
    return request.method === 'HEAD' ? { status: 405, headers: {}, body: Buffer.alloc(0) } : answer;
  },
};

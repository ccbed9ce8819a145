import { failure } from '../answer.ts';
import { isToken, type RegistryHabit } from './habit.ts';

export const artifactory: RegistryHabit = {
  title: 'Artifactory: who shows no credentials is told that there is nothing, and only /v2/ asks for them',
  answered(answer, request) {
    const asksForMore = answer.status === 401 && request.authorization === undefined;
    if (!asksForMore || isToken(request) || request.url.pathname === '/v2/') return answer;
    const { body } = failure(404, 'NAME_UNKNOWN', 'Repository not found');
    return { status: 404, headers: { 'content-type': 'application/json' }, body };
  },
};

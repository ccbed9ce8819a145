import { isToken, type RegistryHabit, withJson } from './habit.ts';

export const harbor: RegistryHabit = {
  title: 'Harbor: a token with an empty access_token, and a challenge of several schemes',
  answered(answer, request) {
    if (answer.status === 200 && isToken(request)) return withJson(answer, (body) => ({ ...body, access_token: '' }));
    const challenge = answer.headers['www-authenticate'];
    if (!challenge?.startsWith('Bearer')) return answer;
    return { ...answer, headers: { ...answer.headers, 'www-authenticate': `Basic realm="harbor", ${challenge}` } };
  },
};

import { inPagesOf, isToken, type RegistryHabit, withJson, withLink } from './habit.ts';

export const behindTls: RegistryHabit = {
  title: 'a registry behind a proxy: names of its own for links and tokens, expiry as text, challenges in lower case',
  asked: (request) => inPagesOf(2, request),
  answered(answer, request) {
    if (answer.status === 200 && isToken(request)) {
      const plain = { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } };
      return withJson(plain, ({ access_token }) => ({ token: null, access_token, expires_in: '300' }));
    }
    const challenge = answer.headers['www-authenticate']
      ?.replace('Bearer', 'bearer')
      .replace(/realm="[^"]*"/, 'realm="/token"');
    const headers = { ...answer.headers, ...(challenge === undefined ? {} : { 'www-authenticate': challenge }) };
    return withLink({ ...answer, headers }, (target) => `https://registry.svc.cluster.local:5000${target}`);
  },
};

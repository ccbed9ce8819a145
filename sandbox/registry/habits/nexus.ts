import { inPagesOf, isTagList, type RegistryHabit, withLink } from './habit.ts';

export const nexus: RegistryHabit = {
  title: 'Nexus: links with the prefix of its own paths, and no HEAD for manifests of a proxied registry',
  asked: (request) => inPagesOf(2, request),
  answered(answer, request) {
    if (isTagList(request))
      return withLink(answer, (target) => `http://nexus.internal:8081/repository/docker${target}`);
    if (request.method !== 'HEAD') return answer;
    return { status: 404, headers: {}, body: Buffer.alloc(0) };
  },
};

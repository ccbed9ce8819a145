import type { RegistryAnswer, RegistryRequest } from '../answer.ts';

/**
 * How some registry differs from the specification. Each turns the plain answer into what that registry would say;
 * `asked` lets it answer differently to another request. No habit changes what an image is.
 */
export interface RegistryHabit {
  /** Whose habit it is, for people. */
  title: string;
  /** The request as the registry understands it. */
  asked?(request: RegistryRequest): RegistryRequest;
  answered?(answer: RegistryAnswer, request: RegistryRequest): RegistryAnswer;
}

/** The same answer with another body. */
export function withJson(answer: RegistryAnswer, change: (body: Record<string, unknown>) => object): RegistryAnswer {
  const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
  return { ...answer, body: Buffer.from(JSON.stringify(change(body))) };
}

export function isToken({ url }: RegistryRequest): boolean {
  return url.pathname === '/token';
}

export function isTagList({ url }: RegistryRequest): boolean {
  return url.pathname.endsWith('/tags/list');
}

/** The link to the next page, led somewhere else; the query stays. */
export function withLink(answer: RegistryAnswer, change: (target: string) => string): RegistryAnswer {
  const { link } = answer.headers;
  const target = /<([^>]*)>/.exec(link ?? '')?.[1];
  if (target === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, link: `<${change(target)}>; rel="next"` } };
}

/** At most so many tags on a page, whatever is asked for. */
export function inPagesOf(most: number, request: RegistryRequest): RegistryRequest {
  if (!isTagList(request)) return request;
  const url = new URL(request.url);
  url.searchParams.set('n', String(most));
  return { ...request, url };
}

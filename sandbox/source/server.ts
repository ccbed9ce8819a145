import type { JsonAnswer, JsonRequest } from '../unleash/json-server.ts';
import { startJsonServer } from '../unleash/json-server.ts';
import type { History } from './history.ts';

/** A service that keeps code, on a free loopback port. */
export interface CodeHost {
  url: string;
  /** Paths that were asked, the newest last. */
  asked: string[];
  /** Answers everything with this status from now on; null: as usual. */
  fail(status: number | null): void;
  close(): Promise<void>;
}

export interface CodeHostOptions {
  token: string;
  repositories: readonly History[];
}

/** What differs between the services: how a token is shown, and what is answered. */
export interface Dialect {
  /** What the paths of its API begin with; all others are pages for people. */
  root: string;
  tokenIn(headers: JsonRequest['headers']): string | undefined;
  answer(request: JsonRequest, find: (name: string) => History | undefined): JsonAnswer;
}

export async function startCodeHost(
  { root, tokenIn, answer }: Dialect,
  { token, repositories }: CodeHostOptions,
): Promise<CodeHost> {
  const asked: string[] = [];
  let failing: number | null = null;
  const find = (name: string) => repositories.find((each) => each.name === name);
  const server = await startJsonServer((request) => {
    asked.push(`/${request.path.join('/')}`);
    if (failing !== null)
      return { status: failing, body: { message: 'unavailable' }, headers: { location: '/elsewhere' } };
    if (request.path[0] !== root) return { status: 200, html: page(request.path) };
    if (tokenIn(request.headers) !== token) return { status: 401, body: { message: 'Bad credentials' } };
    return answer(request, find);
  });
  return {
    url: server.url,
    asked,
    fail(status) {
      failing = status;
    },
    close: () => server.close(),
  };
}

/** What links lead to: there is no more to see than what Sluice was told. */
function page(path: readonly string[]): string {
  const shown = path.join('/').replace(/[^\w/.-]/g, '');
  return `<!doctype html><title>${shown}</title><p>The code of ${shown} is made up: a real service shows it here.</p>`;
}

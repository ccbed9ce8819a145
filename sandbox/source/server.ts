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
  tokenIn(headers: JsonRequest['headers']): string | undefined;
  answer(request: JsonRequest, find: (name: string) => History | undefined): JsonAnswer;
}

export async function startCodeHost(
  { tokenIn, answer }: Dialect,
  { token, repositories }: CodeHostOptions,
): Promise<CodeHost> {
  const asked: string[] = [];
  let failing: number | null = null;
  const find = (name: string) => repositories.find((each) => each.name === name);
  const server = await startJsonServer((request) => {
    asked.push(`/${request.path.join('/')}`);
    if (failing !== null)
      return { status: failing, body: { message: 'unavailable' }, headers: { location: '/elsewhere' } };
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

import type { ServerResponse } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import type { Kernel } from '../../../sandbox/cluster/api/kernel.ts';
import { createFaultBook, type RequestInfo } from '../../../sandbox/cluster/http/faults.ts';
import { serveWatch } from '../../../sandbox/cluster/http/watch.ts';
import { createStore } from '../../../sandbox/cluster/store/store.ts';
import { typeNamed } from './support.ts';

afterEach(() => void vi.useRealTimers());

/** An answer whose connection is slow to close. */
function slowResponse() {
  const calls: string[] = [];
  const response = {
    writeHead: () => response,
    flushHeaders: () => undefined,
    socket: null,
    on: () => response,
    write: () => calls.push('write'),
    end: () => calls.push('end'),
  };
  return { calls, response: response as unknown as ServerResponse };
}

it('a watch that has ended writes nothing more, though its connection is still open', () => {
  vi.useFakeTimers();
  const kernel = { store: createStore(100) } as unknown as Kernel;
  const { calls, response } = slowResponse();
  serveWatch(kernel, createFaultBook(Date.now), response, {
    type: typeNamed('Pod'),
    namespace: 'shop',
    matches: () => true,
    query: new URLSearchParams({ resourceVersion: '0', allowWatchBookmarks: 'true', timeoutSeconds: '10' }),
    info: {} as RequestInfo,
    expired: false,
    form: { kind: 'whole' },
  });
  vi.advanceTimersByTime(60_000);
  expect(calls.at(-1)).toBe('end');
  expect(calls.filter((call) => call === 'end')).toHaveLength(1);
});

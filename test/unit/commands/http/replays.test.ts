import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createReplays } from '../../../../commands/http/replays.ts';

/** Whether each was heard before; what is heard is answered with this status. */
function edge(status: () => number) {
  let now = 0;
  const cameBefore = createReplays(() => now);
  const send = (signature: string): boolean => {
    const response = Object.assign(new EventEmitter(), { statusCode: status(), writableFinished: true });
    const before = cameBefore(signature, response as unknown as ServerResponse);
    response.emit('close');
    return before;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { send, pass, cameBefore };
}

describe('a signed request', () => {
  it('is heard once', () => {
    const { send } = edge(() => 200);
    expect(['a', 'a', 'b', 'a'].map(send)).toEqual([false, true, false, true]);
  });

  it('may come again where it was not taken', () => {
    let status = 503;
    const { send } = edge(() => status);
    expect(send('a')).toBe(false);
    status = 200;
    expect([send('a'), send('a')]).toEqual([false, true]);
  });

  it('may come again where the answer was cut off', () => {
    const { cameBefore, send } = edge(() => 200);
    const response = Object.assign(new EventEmitter(), { statusCode: 200, writableFinished: false });
    expect(cameBefore('a', response as unknown as ServerResponse)).toBe(false);
    response.emit('close');
    expect(send('a')).toBe(false);
  });

  it('is forgotten when its signature is too old for anybody, though it was of a time to come', () => {
    const { send, pass } = edge(() => 200);
    send('a');
    pass(10 * 60_000);
    expect(send('a')).toBe(true);
    pass(1);
    expect(send('a')).toBe(false);
  });
});

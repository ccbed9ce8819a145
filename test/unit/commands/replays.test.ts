import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { withoutReplays } from '../../../commands/replays.ts';

/** A listener that answers with this status, and what people were told. */
function edge(status: () => number) {
  const heard: string[] = [];
  let now = 0;
  const next: RequestListener = (request, response) => {
    heard.push(String(request.headers['x-slack-signature']));
    response.writeHead(status()).end();
  };
  const listener = withoutReplays(next, () => now);
  const send = (signature?: string): number => {
    const request = { headers: signature === undefined ? {} : { 'x-slack-signature': signature } } as IncomingMessage;
    const response = Object.assign(new EventEmitter(), {
      statusCode: 0,
      writableFinished: false,
      writeHead(code: number) {
        response.statusCode = code;
        return response;
      },
      end() {
        response.writableFinished = true;
        response.emit('close');
        return response;
      },
    });
    listener(request, response as unknown as Parameters<RequestListener>[1]);
    return response.statusCode;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { heard, send, pass };
}

describe('a signed request', () => {
  it('is heard once', () => {
    const { send, heard } = edge(() => 200);
    expect([send('a'), send('a'), send('b'), send('a')]).toEqual([200, 200, 200, 200]);
    expect(heard).toEqual(['a', 'b']);
  });

  it('may come again where it was not taken', () => {
    let status = 503;
    const { send, heard } = edge(() => status);
    expect(send('a')).toBe(503);
    status = 200;
    expect([send('a'), send('a')]).toEqual([200, 200]);
    expect(heard).toEqual(['a', 'a']);
  });

  it('is forgotten when its signature is too old for anybody', () => {
    const { send, pass, heard } = edge(() => 200);
    send('a');
    pass(5 * 60_000);
    send('a');
    expect(heard).toEqual(['a']);
    pass(1);
    send('a');
    expect(heard).toEqual(['a', 'a']);
  });

  it('without a signature is left to Bolt', () => {
    const { send, heard } = edge(() => 401);
    expect([send(), send()]).toEqual([401, 401]);
    expect(heard).toHaveLength(2);
  });
});

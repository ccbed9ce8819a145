import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Asked {
  context?: Record<string, unknown>;
}

/** A service that speaks the OpenFeature Remote Evaluation Protocol, with flags that the test gives it. */
export async function startFakeOfrep() {
  const token = 'ofrep-token-of-the-test';
  const flags = new Map<string, (context: Record<string, unknown>) => object>();
  const asked: { url: string; context: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}` && request.headers['x-api-key'] !== token)
      return answer(401, {});
    const { context = {} } = JSON.parse(await text(request)) as Asked;
    asked.push({ url: request.url ?? '', context });
    const key = decodeURIComponent(/^\/ofrep\/v1\/evaluate\/flags\/([^/]+)$/.exec(request.url ?? '')?.[1] ?? '');
    if (request.method !== 'POST' || key === '') return answer(404, {});
    if (context['targetingKey'] === undefined)
      return answer(400, { key, errorCode: 'TARGETING_KEY_MISSING', errorDetails: 'a targeting key is needed' });
    const flag = flags.get(key);
    return flag ? answer(200, { key, ...flag(context) }) : answer(404, { key, errorCode: 'FLAG_NOT_FOUND' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    flags,
    asked,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

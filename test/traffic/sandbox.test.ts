import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Process, startNode } from '../support/process.ts';

const sandbox = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

let running: Process;
beforeAll(() => {
  running = startNode(sandbox, ['--port', '0', '--proxy', 'envoy'], process.env);
});
afterAll(() => running.stop());

it('npm run sandbox -- --proxy envoy says where its Envoy is, and users go that way', async () => {
  const { msg } = await running.waitForLine((line) => line.msg.startsWith('Envoy: http'), 60_000);
  const addresses = msg.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
  const [url = '', adminUrl = ''] = [addresses.at(0), addresses.at(-1)];
  await vi.waitFor(
    async () => {
      const { body } = await request(url, { headers: { host: 'checkout.production' } });
      expect(await body.json()).toMatchObject({ service: 'checkout', version: '2.4.0' });
    },
    { timeout: 60_000, interval: 200 },
  );
  await vi.waitFor(
    async () => {
      const { body } = await request(`${adminUrl}/stats?filter=http.front.downstream_rq_2xx`);
      expect(Number((await body.text()).match(/: (\d+)/)?.[1])).toBeGreaterThan(100);
    },
    { timeout: 60_000, interval: 200 },
  );
});

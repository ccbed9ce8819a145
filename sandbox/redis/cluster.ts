import { Redis } from 'ioredis';
import { freePort } from './ports.ts';
import { type RedisServer, startRedisServer } from './server.ts';
import { settled } from './settled.ts';

/** Three masters that divide the slots between them. */
export interface RedisClusterGroup {
  /** As for REDIS_URL. */
  url: string;
  masters: RedisServer[];
  stop(): Promise<void>;
}

const slots = 16_384;
const readyMs = 20_000;

export async function startRedisCluster(): Promise<RedisClusterGroup> {
  const masters: RedisServer[] = [];
  const buses: number[] = [];
  const stop = async () => void (await Promise.all(masters.map((each) => each.stop())));
  try {
    for (let count = 0; count < 3; count += 1) {
      const bus = await freePort();
      const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--cluster-port', `${bus}`];
      buses.push(bus);
      masters.push(await startRedisServer({ settings }));
    }
    await form(masters, buses);
    return { url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, masters, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Divides the slots, introduces the servers to each other, and waits until each says that all is well. */
async function form(masters: readonly RedisServer[], buses: readonly number[]): Promise<void> {
  const clients = masters.map(({ port }) => new Redis(port, '127.0.0.1'));
  try {
    const share = Math.ceil(slots / clients.length);
    await Promise.all(
      clients.map(async (client, index) => {
        const last = Math.min(slots, (index + 1) * share) - 1;
        await client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, last);
        await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      }),
    );
    for (const [index, { port }] of masters.entries()) {
      if (index > 0) await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[index] ?? 0);
    }
    await settled(
      async () => (await Promise.all(clients.map(disagreement))).find((each) => each !== null) ?? null,
      readyMs,
    );
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function disagreement(client: Redis): Promise<string | null> {
  const info = String(await client.cluster('INFO'));
  const agrees = info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
  return agrees ? null : `the Cluster did not form: ${info}`;
}

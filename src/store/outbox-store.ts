import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What Slack has been told of one release: per message its place, and the digest of its latest text. */
const toldSchema = z.object({ channel: z.string(), ts: z.string(), hash: z.string(), at: z.number() });
export type Told = z.infer<typeof toldSchema>;

export interface OutboxStore {
  told(id: string): Promise<Map<string, Told>>;
  setTold(id: string, key: string, told: Told): Promise<void>;
  /** When posting this message was last tried without an answer (ms since epoch), or null. */
  tried(id: string, key: string): Promise<number | null>;
  setTried(id: string, key: string, at: number): Promise<void>;
  /** The picture of a message, once it is uploaded. */
  file(id: string, key: string): Promise<string | null>;
  setFile(id: string, key: string, file: string): Promise<void>;
}

/** @param prefix a Redis Cluster hash tag, e.g. "{sluice}:" */
export function createOutboxStore(redis: Redis, prefix: string): OutboxStore {
  const name = (id: string) => `${prefix}release:${id}:slack`;
  return {
    async told(id) {
      const fields = await redis.hgetall(name(id));
      const entries = Object.entries(fields).filter(([field]) => field.startsWith('told:'));
      return new Map(entries.map(([field, text]) => [field.slice('told:'.length), toldSchema.parse(JSON.parse(text))]));
    },
    async setTold(id, key, told) {
      await redis.multi().hset(name(id), `told:${key}`, JSON.stringify(told)).hdel(name(id), `try:${key}`).exec();
    },
    async tried(id, key) {
      const at = await redis.hget(name(id), `try:${key}`);
      return at === null ? null : Number(at);
    },
    async setTried(id, key, at) {
      await redis.hset(name(id), `try:${key}`, at);
    },
    file: (id, key) => redis.hget(name(id), `file:${key}`),
    async setFile(id, key, file) {
      await redis.hset(name(id), `file:${key}`, file);
    },
  };
}

import { z } from 'zod';
import { type RedisConnection, runScript } from './run-script.ts';

/** Where a message's picture stands; it is edited in after the message has been posted. */
const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shown') }),
  /** Looked at again at `dueAt` (ms since epoch); as many `tries` have failed. */
  z.object({ kind: z.literal('wanted'), tries: z.number(), dueAt: z.number() }),
  z.object({ kind: z.literal('left-out') }),
]);
export type Picture = z.infer<typeof pictureSchema>;

/** What Slack has been told of one release: per message its place, and the digest of its latest text. */
const deliveredSchema = z.object({
  channel: z.string(),
  ts: z.string(),
  hash: z.string(),
  /** Of a card that stands in a thread: of which message. */
  threadTs: z.string().optional(),
  at: z.number(),
  /** Of the log, when it was last said. */
  version: z.number().optional(),
  /** Absent where there is none, and where an older version has posted the message, with its picture or without. */
  picture: pictureSchema.optional().catch(undefined),
});
export type Delivered = z.infer<typeof deliveredSchema>;

/** Where a release goes on once its channel is closed to the bot: the direct conversations of these people. */
const movedSchema = z.object({
  /** Slack's own code for why. */
  why: z.string(),
  from: z.string(),
  homes: z.array(z.object({ user: z.string(), channel: z.string() })),
});
export type Moved = z.infer<typeof movedSchema>;

/** One worker's lease on a release; a later lease makes it void. */
export interface OutboxLease {
  id: string;
  token: number;
}

/** All that is remembered of what was said of a release. */
export interface Memory {
  lease: OutboxLease;
  delivered: Map<string, Delivered>;
  /** When posting was last tried without an answer (ms since epoch), by message. */
  tried: Map<string, number>;
  /** By message: the picture that was uploaded; of a card, its address. */
  files: Map<string, string>;
  /** When the incident notifier took an alert (ms since epoch), by message. */
  raised: Map<string, number>;
  /** When Slack last refused a message (ms since epoch), by message. */
  refused: Map<string, number>;
  moved: Moved | null;
  /** How often a worker that was late has edited a message, by message: what stands there is not what `told` says. */
  doubts: Map<string, number>;
}

/** Each write of a lease answers false, and keeps nothing, when a later one has begun: this worker was frozen or is too late. */
export interface OutboxStore {
  /** Begins a lease: all others are void from here on. */
  claim(id: string): Promise<Memory>;
  /** Where the card of a release stands; null where it has not been posted. Begins no lease. */
  cardOf(id: string): Promise<Delivered | null>;
  /**
   * Where the card of a release stands, with its address, once that is known; null where it has not been posted, or has moved to
   * direct conversations, where others could not open it. Begins no lease.
   */
  cardAddress(id: string): Promise<{ posted: Delivered; link: string | null } | null>;
  /** True as long as no later lease has begun. */
  confirm(lease: OutboxLease): Promise<boolean>;
  setDelivered(lease: OutboxLease, key: string, delivered: Delivered): Promise<boolean>;
  setTried(lease: OutboxLease, key: string, at: number): Promise<boolean>;
  setRefused(lease: OutboxLease, key: string, at: number): Promise<boolean>;
  /** As if the message had never been posted. */
  forget(lease: OutboxLease, key: string): Promise<boolean>;
  setFile(lease: OutboxLease, key: string, file: string): Promise<boolean>;
  setRaised(lease: OutboxLease, key: string, at: number): Promise<boolean>;
  setMoved(lease: OutboxLease, moved: Moved): Promise<boolean>;
  /** For a worker that finds that its lease is over only after it has edited a message. */
  doubt(id: string, key: string): Promise<void>;
  /** True for the first who asks within `forMs`, over all releases and workers. */
  isFirst(what: string, forMs: number): Promise<boolean>;
}

/** KEYS: hash of the release's messages. */
const claimScript = `
redis.call('HINCRBY', KEYS[1], 'claim', 1)
return redis.call('HGETALL', KEYS[1])
`;

/** KEYS: hash of the release's messages. ARGV: the lease's token, how many fields to delete, these, then fields and values. */
const writeScript = `
if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 0 end
local first = 3 + tonumber(ARGV[2])
for i = 3, first - 1 do redis.call('HDEL', KEYS[1], ARGV[i]) end
for i = first, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
return 1
`;

/** @param prefix a Redis Cluster hash tag, e.g. "{sluice}:" */
export function createOutboxStore(redis: RedisConnection, prefix: string): OutboxStore {
  const name = (id: string) => `${prefix}release:${id}:slack`;
  const write = async ({ id, token }: OutboxLease, gone: string[], ...fields: (string | number)[]) =>
    (await runScript(redis, writeScript, [name(id)], [token, gone.length, ...gone, ...fields])) === 1;
  return {
    async claim(id) {
      return read(id, pairs((await runScript(redis, claimScript, [name(id)], [])) as string[]));
    },
    async cardOf(id) {
      const card = await redis.hget(name(id), 'told:card');
      return card === null ? null : deliveredSchema.parse(JSON.parse(card));
    },
    async cardAddress(id) {
      const [card, link, moved] = await redis.hmget(name(id), 'told:card', 'file:card', 'moved');
      if (!card || moved) return null;
      return { posted: deliveredSchema.parse(JSON.parse(card)), link: link ?? null };
    },
    confirm: (lease) => write(lease, []),
    setDelivered: (lease, key, delivered) =>
      write(lease, [`try:${key}`, `refused:${key}`], `told:${key}`, JSON.stringify(delivered)),
    setTried: (lease, key, at) => write(lease, [], `try:${key}`, at),
    setRefused: (lease, key, at) => write(lease, [], `refused:${key}`, at),
    forget: (lease, key) => write(lease, [`told:${key}`, `try:${key}`, `file:${key}`, `refused:${key}`]),
    setFile: (lease, key, file) => write(lease, [], `file:${key}`, file),
    setRaised: (lease, key, at) => write(lease, [], `road:${key}`, at),
    setMoved: (lease, moved) => write(lease, [], 'moved', JSON.stringify(moved)),
    doubt: async (id, key) => void (await redis.hincrby(name(id), `doubt:${key}`, 1)),
    isFirst: async (what, forMs) => (await redis.set(`${prefix}first:${what}`, '1', 'PX', forMs, 'NX')) === 'OK',
  };
}

function pairs(flat: readonly string[]): Map<string, string> {
  return new Map(flat.flatMap((field, index) => (index % 2 === 0 ? [[field, flat[index + 1] ?? ''] as const] : [])));
}

function read(id: string, fields: ReadonlyMap<string, string>): Memory {
  const under = <T>(prefix: string, parse: (text: string) => T) =>
    new Map(
      [...fields]
        .filter(([field]) => field.startsWith(prefix))
        .map(([field, text]) => [field.slice(prefix.length), parse(text)] as const),
    );
  const moved = fields.get('moved');
  return {
    lease: { id, token: Number(fields.get('claim')) },
    delivered: under('told:', (text) => deliveredSchema.parse(JSON.parse(text))),
    tried: under('try:', Number),
    files: under('file:', String),
    raised: under('road:', Number),
    refused: under('refused:', Number),
    doubts: under('doubt:', Number),
    moved: moved === undefined ? null : movedSchema.parse(JSON.parse(moved)),
  };
}

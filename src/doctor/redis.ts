import { type Check, type CheckOutcome, ok, problem } from './check.ts';

/** What `sluice doctor` asks Redis. Each throws where it does not answer. */
export interface RedisProbe {
  version(): Promise<string>;
  /** The live release that has the lock of a database; null where none has. */
  holderOf(database: string): Promise<string | null>;
  /** What is risky about how it keeps our data, each with what to set. */
  warnings(): Promise<string[]>;
}

const area = 'Redis';
/** BullMQ asks for it. */
const oldest = '6.2';
const scripts = 'let Sluice run scripts (EVAL, EVALSHA) in this Redis';
const reach = 'start Redis, or correct REDIS_URL';

/** @param databases those that migrations of the catalogue change */
export function redisChecks(redis: RedisProbe, databases: readonly string[]): Check[] {
  return [
    ...databases.map((database) => ({
      area,
      what: `lock of database ${database}`,
      todo: scripts,
      look: () => lockOf(redis, database),
    })),
    { area, what: 'version', todo: reach, look: async () => version(await redis.version()) },
    { area, what: 'durability', todo: reach, look: async () => durability(await redis.warnings()) },
  ];
}

function version(found: string): CheckOutcome {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldest.split('.').map(Number);
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return isOld ? problem(`${found} is too old`, `use Redis ${oldest} or newer`) : ok(found);
}

async function lockOf(redis: RedisProbe, database: string): Promise<CheckOutcome> {
  const holder = await redis.holderOf(database);
  return ok(holder === null ? 'free' : `release ${holder} changes it`);
}

function durability(warnings: readonly string[]): CheckOutcome {
  if (warnings.length === 0) return ok('keeps what it is given');
  const parts = warnings.map((warning) => /^(.*?)\s*(Set .*)$/s.exec(warning));
  const details = parts.map((part, index) => part?.[1] ?? warnings[index] ?? '');
  const todos = parts.map((part) => part?.[2] ?? '').filter((todo) => todo !== '');
  return problem(details.join(' '), todos.join(' ') || 'see docs/guide/operating.md');
}

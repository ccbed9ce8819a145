import { holderWords } from '../steps/migration-lock.ts';
import type { DatabaseTry } from '../store/release-store.ts';
import { type Check, type CheckOutcome, ok, problem } from './check.ts';

/** What `sluice doctor` asks Redis. Each throws where it does not answer. */
export interface RedisProbe {
  version(): Promise<string>;
  /** Takes the lock of a database and gives it back; else says which live release has it. */
  tryDatabase(database: string): Promise<DatabaseTry>;
  /** What is risky about how it keeps our data, each with what to set. */
  warnings(): Promise<string[]>;
}

const area = 'Redis';
/** BullMQ asks for it. */
const oldest = '6.2';
const scripts = 'let Sluice run scripts (EVAL, EVALSHA) in this Redis';
const locks = `${scripts}, and write to it: until then no migration of this database can run`;
const reach = 'start Redis, or correct REDIS_URL';

/** @param databases those that migrations of the catalogue change */
export function redisChecks(redis: RedisProbe, databases: readonly string[]): Check[] {
  return [
    ...databases.map((database) => ({
      area,
      what: `lock of database ${database}`,
      todo: locks,
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
  const lock = await redis.tryDatabase(database);
  switch (lock.kind) {
    case 'free':
      return ok('free: it was taken, and given back');
    case 'busy':
      return ok(`${holderWords(lock)} has it, until that release ends or waits: other releases of the database wait`);
  }
}

function durability(warnings: readonly string[]): CheckOutcome {
  if (warnings.length === 0) return ok('keeps what it is given');
  const parts = warnings.map((warning) => /^(.*?)\s*(Set .*)$/s.exec(warning));
  const details = parts.map((part, index) => part?.[1] ?? warnings[index] ?? '');
  const todos = parts.map((part) => part?.[2] ?? '').filter((todo) => todo !== '');
  return problem(details.join(' '), todos.join(' ') || 'see docs/guide/operating.md');
}

import { Redis } from 'ioredis';
import { migrationJobs } from '../../../sandbox/database/index.ts';
import { startSmallUnleash } from '../../../sandbox/unleash/index.ts';
import type { World } from '../../../sandbox/workloads/index.ts';
import { ordersDatabases } from '../../../sandbox/world/moving-entries.ts';
import { type SandboxWorld, startWorld } from '../../../sandbox/world/start.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { type Backups, startBackupService } from '../../support/backup-service.ts';
import { startCi } from '../../support/ci-service.ts';
import { sandboxPlace } from '../../support/place.ts';
import {
  type LogLine,
  type Process,
  type Role,
  sluiceEnvironment,
  sluiceReady,
  startNode,
} from '../../support/process.ts';
import { fewerStages, onlyServices } from '../../support/small-world.ts';
import { followLog, type LogFeed } from '../log-feed.ts';
import { cacheOf } from './bundle.ts';

export const prefix = '{crash}';

/** A world of its own for one release of one service, and the Sluice processes in it. */
export interface Stage {
  world: SandboxWorld;
  store: ReleaseStore;
  log: LogFeed;
  /** The log of another release than the first. */
  logOf(id: string): LogFeed;
  /**
   * How the flags and databases stand, the same text for the same; and what was done: changes of flags, what Jobs have run,
   * backups and tests.
   */
  moved(): Promise<Standing & { done: string[] }>;
  /** Starts a process that is started anew, without `end`, each time it dies. */
  keep(role: Role, end?: Ending): Promise<Kept>;
  /** A process that is left alone. */
  start(role: Role, end?: Ending): Promise<Process>;
  close(): Promise<void>;
}

/** What a release moves beside the version, as it stands. */
export interface Standing {
  flags: string;
  tables: string;
}

export interface Kept {
  first: Process;
  /** Resolves when the first has died and its successor is ready; never where it does not die. */
  back: Promise<void>;
}

/** Where a process ends: the child program's own variables. */
export type Ending = { CRASH_AT: string } | { CRASH_ON: string; CRASH_HOW: string };

/** Addresses of services beside Sluice. */
export interface Others {
  backups: string;
  ci: string;
}

export interface StageOptions {
  program: string;
  /** Those that there are. */
  services: readonly string[];
  bake: string;
  expires: string;
  /** How the catalogue differs. @param others the addresses of services that back its database up, and that test its versions */
  edit?(catalogue: string, others: Others): string;
}

export async function openStage({ program, services, bake, expires, edit = asItIs }: StageOptions): Promise<Stage> {
  const pace = { bake, interval: '300ms', patience: '20s', expires };
  const databases = ordersDatabases();
  const jobs = migrationJobs(databases);
  const unleash = await startSmallUnleash();
  const backups = await startBackupService(ordersBackups(databases));
  const ci = await startCi();
  const world = await startWorld({
    pace,
    // A machine that is slow ends no release.
    edit: (catalogue) =>
      edit(fewerStages(catalogue).replace('ready: 30s', 'ready: 3m'), { backups: backups.url, ci: ci.url }),
    world: onlyServices(services, idleRuns),
    load: 'peak',
    cluster: { runProgram: jobs.run },
    flags: async () => unleash,
  });
  const redis = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const logs: LogFeed[] = [];
  const logOf = (id: string) => {
    const made = followLog(world.redisUrl, prefix, id);
    logs.push(made);
    return made;
  };
  const log = logOf('r1');
  const place = sandboxPlace(world, prefix);
  const started: Process[] = [];
  let closing = false;

  function launch(role: Role, end?: Ending): Process {
    const more = { SLUICE_ROLE: role, SLUICE_LOG_LEVEL: 'warn', NODE_COMPILE_CACHE: cacheOf(program), ...end };
    const made = startNode(program, [], sluiceEnvironment(place, more));
    started.push(made);
    return made;
  }

  return {
    world,
    store: createRedisStore(redis, `${prefix}:`),
    log,
    logOf,
    async moved() {
      const { flags, changes } = unleash.kept();
      const tables = JSON.stringify(await Promise.all(Object.values(databases).map((each) => each.tables())));
      const ran = jobs.ran.map(({ command }) => command.join(' '));
      const tested = ci.tested.map(({ to }) => `tested ${to}`);
      return { flags, tables, done: [...changes, ...ran, ...backups.done, ...tested].sort() };
    },
    async start(role, end) {
      const made = launch(role, end);
      await sluiceReady(made);
      return made;
    },
    async keep(role, end) {
      const first = launch(role, end);
      const back = first.ended.then(() => (closing ? undefined : sluiceReady(launch(role)).then(() => undefined)));
      back.catch(() => undefined);
      await Promise.race([sluiceReady(first).catch(() => back), back]);
      return { first, back };
    },
    async close() {
      closing = true;
      await Promise.all(started.map((each) => each.kill()));
      for (const each of logs) each.close();
      redis.disconnect();
      await world.stop();
      await backups.close();
      await ci.close();
    },
  };
}

/** How far a process came, and whether it met its end. */
export function pointsOf(process: Process): { count: number; end: LogLine | null } {
  const lines = process.lines();
  const last = lines.findLast(({ msg }) => msg === 'point');
  return { count: last ? Number(last['n']) + 1 : 0, end: lines.find(({ msg }) => msg === 'the end') ?? null };
}

/** A backup of the orders is a table beside them. */
function ordersBackups(databases: ReturnType<typeof ordersDatabases>): Backups {
  const runAll = async (environment: string, ...statements: string[]) => {
    const database = environment === 'production' ? databases.production : databases.staging;
    for (const statement of statements) await database.run(statement);
  };
  const make = ['DROP TABLE IF EXISTS kept', 'CREATE TABLE kept AS TABLE orders'];
  const back = ['DROP TABLE IF EXISTS orders', 'CREATE TABLE orders AS TABLE kept', 'DROP TABLE IF EXISTS kept'];
  return {
    make: (environment) => runAll(environment, ...make),
    putBack: (environment) => runAll(environment, ...back),
  };
}

const asItIs = (catalogue: string) => catalogue;

function idleRuns(runs: World['services'][number]['runs']): typeof runs {
  const entries = Object.entries(runs).map(([name, run]) => [name, { ...run, replicas: 2, rps: 60, peakRps: 60 }]);
  return Object.fromEntries(entries);
}

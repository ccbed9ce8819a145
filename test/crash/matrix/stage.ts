import { Redis } from 'ioredis';
import type { World } from '../../../sandbox/workloads/index.ts';
import { type SandboxWorld, startWorld } from '../../../sandbox/world/start.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { sandboxPlace } from '../../support/place.ts';
import {
  type LogLine,
  type Process,
  type Role,
  sluiceEnvironment,
  sluiceReady,
  startNode,
} from '../../support/process.ts';
import { fewerStages, onlyService } from '../../support/small-world.ts';
import { followLog, type LogFeed } from '../log-feed.ts';
import { cacheOf } from './bundle.ts';

export const prefix = '{crash}';

/** A world of its own for one release of one service, and the Sluice processes in it. */
export interface Stage {
  world: SandboxWorld;
  store: ReleaseStore;
  log: LogFeed;
  /** Starts a process that is started anew, without `end`, each time it dies. */
  keep(role: Role, end?: Ending): Promise<Kept>;
  /** A process that is left alone. */
  start(role: Role, end?: Ending): Promise<Process>;
  close(): Promise<void>;
}

export interface Kept {
  first: Process;
  /** Resolves when the first has died and its successor is ready; never where it does not die. */
  back: Promise<void>;
}

/** Where a process ends: the child program's own variables. */
export type Ending = { CRASH_AT: string } | { CRASH_ON: string; CRASH_HOW: string };

export interface StageOptions {
  program: string;
  service: string;
  bake: string;
  expires: string;
}

export async function openStage({ program, service, bake, expires }: StageOptions): Promise<Stage> {
  const pace = { bake, interval: '300ms', patience: '20s', expires };
  const world = await startWorld({ pace, edit: fewerStages, world: onlyService(service, idleRuns), load: 'peak' });
  const redis = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const log = followLog(world.redisUrl, prefix, 'r1');
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
      log.close();
      redis.disconnect();
      await world.stop();
    },
  };
}

/** How far a process came, and whether it met its end. */
export function pointsOf(process: Process): { count: number; end: LogLine | null } {
  const lines = process.lines();
  const last = lines.findLast(({ msg }) => msg === 'point');
  return { count: last ? Number(last['n']) + 1 : 0, end: lines.find(({ msg }) => msg === 'the end') ?? null };
}

function idleRuns(runs: World['services'][number]['runs']): typeof runs {
  const entries = Object.entries(runs).map(([name, run]) => [name, { ...run, replicas: 2, rps: 60, peakRps: 60 }]);
  return Object.fromEntries(entries);
}

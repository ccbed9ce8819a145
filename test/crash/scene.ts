import { Redis } from 'ioredis';
import { people } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createProducer } from '../../src/queue/producer.ts';
import { createRedisStore } from '../../src/store/redis-store.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';
import { allAvailable } from '../support/cluster-waits.ts';
import { sandboxPlace } from '../support/place.ts';
import { type Process, type Role, sluiceReady, startSluiceProcess } from '../support/process.ts';
import { fewerStages, onlyService } from '../support/small-world.ts';
import { followLog, type LogFeed } from './log-feed.ts';
import { takingTurns } from './turns.ts';

/** A world of its own for one release, with Sluice as a process that can be killed. */
export interface Scene {
  world: SandboxWorld;
  store: ReleaseStore;
  /** The log of the world's first release. */
  log: LogFeed;
  /** The process that runs now. */
  sluice: Process;
  /** Starts another process, which becomes the present one; resolves when it says that it is ready. */
  start(): Promise<Process>;
  /** kill -9 of the present process, and at once another. */
  crash(): Promise<void>;
  /** Asks for a release as the bot would, without needing one. */
  ask(service: string, version: string, environment: string): Promise<void>;
  close(): Promise<void>;
}

const run = { version: '2.4.0', replicas: 2, rps: 100, peakRps: 100 };
const onlyCheckout = onlyService('checkout', () => ({ staging: run, production: run }));

export const firstRelease = 'r1';
export const prefix = '{crash}';

export interface SceneOptions {
  role?: Role;
  /** Time per canary stage, e.g. `1s`. */
  bake?: string;
  /** More of Sluice's environment. */
  env?: NodeJS.ProcessEnv;
}

/** Starts everything but waits for nothing of Sluice's: whoever opens a scene can close it whatever comes. */
async function openScene({ role = 'worker', bake = '1s', env = {} }: SceneOptions): Promise<Scene> {
  const world = await startWorld({ pace: { bake, interval: '500ms' }, edit: fewerStages, world: onlyCheckout });
  const redis = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  const queue = createProducer(redis, prefix, silentLog);
  const log = followLog(world.redisUrl, prefix, firstRelease);
  const place = sandboxPlace(world, prefix);
  const started: Process[] = [];
  let present = launch();
  function launch(): Process {
    const sluice = startSluiceProcess(place, role, env);
    started.push(sluice);
    return sluice;
  }
  return {
    world,
    store: createRedisStore(redis, `${prefix}:`),
    log,
    get sluice() {
      return present;
    },
    async start() {
      present = launch();
      await sluiceReady(present);
      return present;
    },
    async crash() {
      const gone = present.kill();
      present = launch();
      await Promise.all([gone, sluiceReady(present)]);
    },
    async ask(service, version, environment) {
      const by = { id: people.aoi, name: 'aoi' };
      const rest = { strategy: null, reason: null, key: 'the-ask', channel: 'C01RELEASES', responseUrl: null };
      await queue.request({ kind: 'deploy', by, service, version, environment, ...rest });
    },
    async close() {
      await Promise.all(started.map((each) => each.kill()));
      log.close();
      await queue.close();
      redis.disconnect();
      await world.stop();
    },
  };
}

const inTurn = takingTurns(4);

/** Opens a scene, plays in it, and closes it whatever happens. A few scenes at a time, however many are asked for. */
export function inScene<T>(options: SceneOptions, play: (scene: Scene) => Promise<T>): Promise<T> {
  return inTurn(async () => {
    const scene = await openScene(options);
    const played = Promise.all([sluiceReady(scene.sluice), allAvailable(scene.world)]).then(() => play(scene));
    return played
      .catch((error: unknown) => {
        throw withLastWords(error, scene.sluice);
      })
      .finally(() => scene.close());
  });
}

/** What went wrong is more often in Sluice's log than in what did not come of it. */
function withLastWords(error: unknown, sluice: Process): Error {
  const words = sluice
    .lines()
    .filter(({ level }) => typeof level !== 'number' || level > 30)
    .slice(-20)
    .map((line) => JSON.stringify(line));
  const said = error instanceof Error ? error.message : String(error);
  return new Error([said, 'The last process said:', ...words].join('\n'), { cause: error });
}

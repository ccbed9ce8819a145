import { type RedisServer, startRedisServer } from '../../sandbox/redis/server.ts';
import { people, seed as slackSeed } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { type Process, sluiceReady, startSluiceProcess } from '../support/process.ts';
import type { PlannedAct, PlannedFault } from './plan.ts';

export const prefix = '{chaos}';

/** A world with one bot and two workers, all real processes. */
export interface Stage {
  world: SandboxWorld;
  act(act: PlannedAct): Promise<string>;
  strike(fault: PlannedFault): Promise<void>;
  calm(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(seed: number): Promise<Stage> {
  const redis = await startRedisServer({ settings: ['--appendfsync', 'always'] });
  const pace = { bake: '1s', interval: '500ms', patience: '5s', expires: '30s' };
  const edit = (text: string) => text.replace('hold: 2m, pause: 5m, total: 30m', 'hold: 15s, pause: 15s, total: 2m');
  const env = { ...process.env, REDIS_URL: redis.url };
  const world = await startWorld({ pace, seed, env, edit }).catch(async (error: unknown) => {
    await redis.stop();
    throw error;
  });
  const slack = { apiUrl: world.slack.apiUrl, botToken: slackSeed.botToken, appToken: slackSeed.appToken };
  const place = { redisUrl: redis.url, catalogue: world.catalogue, kubeconfig: world.kubeconfig, slack, prefix };
  const launch = (role: 'bot' | 'worker') => startSluiceProcess(place, role);
  const cast = [launch('bot'), launch('worker'), launch('worker')];
  const close = async () => {
    await Promise.all(cast.map((each) => each.kill()));
    await world.stop();
    await redis.stop();
  };
  try {
    await Promise.all(cast.map((each) => sluiceReady(each, 60_000)));
  } catch (error) {
    await close();
    throw error;
  }
  const relaunch = async (index: number) => {
    await cast[index]?.kill();
    cast[index] = launch(index === 0 ? 'bot' : 'worker');
  };
  const strike = striker({ world, redis, cast, relaunch });
  return { world, act: (act) => perform(world, act), strike, calm: () => calm(world, redis), close };
}

interface Parts {
  world: SandboxWorld;
  redis: RedisServer;
  cast: Process[];
  relaunch(index: number): Promise<void>;
}

function striker({ world: { slack, cluster }, redis, cast, relaunch }: Parts): Stage['strike'] {
  const status = (code: number, forMs: number, verbs?: string[]) =>
    void cluster.faults.add({ kind: 'status', code, retryAfterSeconds: 1 }, { forMs, match: verbs ? { verbs } : {} });
  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return async ({ kind, forMs, worker }) => {
    switch (kind) {
      case 'kill bot':
        return relaunch(0);
      case 'kill worker':
        return relaunch(worker + 1);
      case 'freeze worker': {
        const pid = cast[worker + 1]?.pid ?? 0;
        signal(pid, 'SIGSTOP');
        await pass(forMs);
        return signal(pid, 'SIGCONT');
      }
      case 'restart redis':
        return redis.restart();
      case 'stall redis':
        redis.freeze();
        await pass(Math.min(forMs, 3_000));
        return redis.thaw();
      case 'slack 429':
        return void slack.faults.rateLimit({ forMs, retryAfterSec: 1 });
      case 'slack 5xx':
        return void slack.faults.serverError({ forMs });
      case 'slack cut':
        slack.faults.disconnectSockets('cut');
        return void slack.faults.reset({ times: 3, when: 'after' });
      case 'slack outage':
        return void slack.faults.outage({ forMs });
      case 'cluster 429':
        return status(429, forMs);
      case 'cluster 5xx':
        return status(503, forMs);
      case 'cluster slow':
        return void cluster.faults.add({ kind: 'latency', ms: 800 }, { forMs });
      case 'cluster refuses':
        await cluster.faults.refuseConnections(true);
        await pass(forMs);
        return cluster.faults.refuseConnections(false);
      case 'cluster watches dropped':
        return void cluster.faults.dropWatches();
      case 'cluster writes fail':
        return status(500, forMs, ['create', 'update', 'patch', 'delete']);
      case 'metrics down':
        return void cluster.faults.add({ kind: 'status', code: 503 }, { forMs, match: { resource: 'pods/proxy' } });
      default:
        return kind satisfies never;
    }
  };
}

/** A process that was killed meanwhile needs no signal. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function calm({ slack, cluster }: SandboxWorld, redis: RedisServer): Promise<void> {
  redis.thaw();
  slack.faults.clear();
  cluster.faults.clear();
  await cluster.faults.refuseConnections(false);
}

/** What came of it, in words. A click on what is gone by now is a person's bad luck, not an error. */
async function perform({ slack }: SandboxWorld, { who, text }: PlannedAct): Promise<string> {
  const person = slack.as(people[who]);
  if (text !== 'approve') return words(await person.command('releases', text));
  const card = slack.messages('releases').findLast(({ blocks }) => JSON.stringify(blocks).includes('"approve"'));
  if (!card) return 'nothing to approve';
  const ref = { channel: card.channel, ts: card.ts };
  const click = () => person.click(ref, 'approve').then(words, (error: unknown) => String(error));
  return (await Promise.all([click(), click()])).join(', ');
}

function words(result: { ok: true } | { ok: false; error: string }): string {
  return result.ok ? 'answered' : `not answered: ${result.error}`;
}

import { expect, it, vi } from 'vitest';
import { type SentinelGroup, startSentinelGroup } from '../../../sandbox/redis/index.ts';
import { people } from '../../../sandbox/world/people.ts';
import { closing } from '../../support/closing.ts';
import { endsRight, longMs, onRedis, opening, type RedisWorld, testMs } from './world.ts';

const opened = opening(closing());

it(
  'what a failover lost is noticed, told and taken back',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      // The replica is away while the release goes on, and comes back with what it had.
      await here.midway();
      await group.replica.kill();
      await here.says('Candidate 2.4.1 started');
      await group.master.kill();
      await group.replica.restart();
      await isTakenBack(here);
    });
  },
  testMs,
);

it(
  'what the old master took after a planned switch is noticed, told and taken back',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      const say = await switchedWhilePaused(here, group);
      // Sentinels leave the old master a master for seconds more, and Sluice has no cause to leave it.
      const moved = here.world.cluster.objects.waitFor('virtualservices', (route) =>
        /"weight":[1-9]\d?[,}]/.test(JSON.stringify(route)),
      );
      await say('resume 1');
      await moved;
      await say('pause 1');
      await isTakenBack(here);
    });
  },
  2 * testMs,
);

it(
  'nothing is lost in a planned switch where a master without a replica takes no writes',
  async () => {
    const settings = ['--min-replicas-to-write', '1'];
    const group = opened(await startSentinelGroup({ settings }));
    await onRedis(group.url, async (here) => {
      const { slack } = here.world;
      const say = await switchedWhilePaused(here, group);
      const isPaused = () => slack.messages('releases').some(({ text }) => text.includes('Paused'));
      const resumed = async () => {
        await say('resume 1');
        return !isPaused();
      };
      await vi.waitUntil(resumed, { timeout: longMs, interval: 500 });
      await slack
        .as(people.aoi)
        .waitForEphemeral(({ text }) => text.includes("my own memory (Redis) isn't accepting writes right now"));
      await endsRight(here);
    });
  },
  2 * testMs,
);

/** The replica is made the master while a release is paused on its way; gives what types a command. */
async function switchedWhilePaused({ midway, says, world }: RedisWorld, { switchOver }: SentinelGroup) {
  const say = (words: string) => world.slack.as(people.aoi).command('releases', `/deploy ${words}`);
  await midway();
  await say('pause 1');
  await says('Paused');
  await switchOver();
  return say;
}

/** The loss is told, and the cluster is as it was. */
async function isTakenBack({ says, report, world, before }: RedisWorld): Promise<void> {
  await says('Redis has lost part of this release');
  expect(await report()).toContain('ROLLBACK');
  expect(world.cluster.snapshot()).toBe(before);
}

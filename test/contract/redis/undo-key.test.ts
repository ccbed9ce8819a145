import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import { people } from '../../../sandbox/world/people.ts';
import { closing } from '../../support/closing.ts';
import { onRedis, opening, type RedisWorld, testMs } from './world.ts';

const atEnd = closing();
const opened = opening(atEnd);

/** In the middle of a release, all of Redis and all processes are lost; Sluice then starts again. */
async function afterLoss(undoKeys: string[], play: (here: RedisWorld) => Promise<void>): Promise<void> {
  const server = opened(await startRedisServer());
  const admin = new Redis(server.port, '127.0.0.1');
  atEnd(async () => admin.disconnect());
  await onRedis(
    server.url,
    async (here) => {
      await here.midway();
      await here.says('Candidate 2.4.1 started');
      await here.app.stop();
      await admin.flushall();
      await here.restart();
      await play(here);
    },
    { undoKeys },
  );
}

it(
  'with a key of the environment, what is left is shown and put back after the loss of Redis and all processes',
  async () => {
    await afterLoss(['a key of the environment, long enough'], async ({ world, says, report, before }) => {
      const told = await says('nobody is handling release #1');
      expect(told.text).toContain('checkout keeps the image that it runs');
      expect(told.text).toContain('VirtualService checkout lead to it alone');
      expect(told.text).toContain('Deployment checkout-candidate');
      const aoi = world.slack.as(people.aoi);
      await aoi.click(told, 'put_back');
      await aoi.waitForEphemeral(({ text }) => text.includes('#1 is being rolled back to the previous version'));
      expect(await report()).toContain('ROLLBACK');
      expect(world.cluster.snapshot()).toBe(before);
    });
  },
  testMs,
);

it(
  'without one, what is left is told, with what to do by hand and what to set, and no button',
  async () => {
    await afterLoss([], async ({ world, says, before }) => {
      const told = await says("marks that this Sluice didn't make");
      expect(told.text).toContain('Deployment checkout-candidate (r1)');
      expect(told.text).toContain('set SLUICE_UNDO_KEY');
      expect(told.text).toContain('put it back by hand');
      expect(JSON.stringify(told.blocks)).not.toContain('put_back');
      expect(world.cluster.snapshot()).not.toBe(before);
      const all = world.slack.messages('releases').filter(({ text }) => text.includes('nobody is handling'));
      expect(all).toEqual([]);
    });
  },
  testMs,
);

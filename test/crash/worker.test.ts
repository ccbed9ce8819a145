import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { queues } from '../../src/queue/names.ts';
import { type Moment, moments } from './moments.ts';
import { type Outcome, outcomeOf, snapshotOf } from './outcome.ts';
import { kindOf } from './said.ts';
import { inScene, prefix, type Scene } from './scene.ts';

/** A canary of checkout to staging. The matrix kills once in a run; here each successor is killed, too. */
function canary(kills: readonly Moment[]): Promise<Outcome & { before: string }> {
  return inScene({}, async (scene) => {
    const before = snapshotOf(scene.world);
    const reached = kills.map((moment) => moment.reached(scene));
    await scene.ask('checkout', '2.4.1', 'staging');
    for (const each of reached) {
      await each;
      await scene.crash();
    }
    return { ...(await outcomeOf(scene)), before };
  });
}

const whenIdle = canary([]);

describe.concurrent('a canary whose workers are killed with -9 one after the other', () => {
  test('ends as if nothing had happened', async () => {
    const { cardPosted, quarterBaking, stableUpdated, candidateRemoved } = moments;
    const kills = [cardPosted, quarterBaking, stableUpdated, candidateRemoved];
    const [expected, crashed] = await Promise.all([whenIdle, canary(kills)]);

    expect(expected.outcome).toBe('succeeded');
    expect(crashed.snapshot).not.toBe(crashed.before);
    expect({ ...crashed, said: crashed.said.map(kindOf) }).toEqual({ ...expected, said: expected.said.map(kindOf) });
    expect(crashed.doubled).toEqual([]);
    expect(crashed.live).toEqual([]);
  });
});

describe.concurrent('a worker that is asked to stop', () => {
  test('leaves nothing that another would have to wait for', async () => {
    const { code, active, outcome } = await inScene({}, async (scene) => {
      const reached = moments.quarterBaking.reached(scene);
      await scene.ask('checkout', '2.4.1', 'staging');
      await reached;
      const code = await scene.sluice.stop();
      const active = await activeJobs(scene);
      await scene.start();
      return { code, active, outcome: await outcomeOf(scene) };
    });

    expect(code).toBe(0);
    expect(active).toEqual([]);
    expect(outcome).toEqual(await whenIdle.then(({ before: _, ...rest }) => rest));
  });
});

/** Jobs that a worker holds: those of a dead one must first be found to be stalled. */
async function activeJobs({ world }: Scene): Promise<(string | undefined)[]> {
  const connection = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  const all = [queues.releases, queues.slack].map((name) => new Queue(name, { connection, prefix }));
  const jobs = await Promise.all(all.map((queue) => queue.getActive()));
  await Promise.all(all.map((queue) => queue.close()));
  connection.disconnect();
  return jobs.flat().map((job) => job.id);
}

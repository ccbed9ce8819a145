import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { queues } from '../../src/queue/names.ts';
import { type Moment, moments } from './moments.ts';
import { kindOf } from './said.ts';
import { inScene, type Outcome, outcomeOf, prefix, type Scene, snapshotOf } from './scene.ts';

/** A canary of checkout to staging whose worker is killed at each of these moments, one after the other. */
function canary(version: string, kills: readonly Moment[]): Promise<Outcome & { before: string }> {
  return inScene({}, async (scene) => {
    if (version === '2.5.0') scene.world.workloads.setCharacter('checkout', version, { errors: 0.5 });
    const before = snapshotOf(scene.world);
    const reached = kills.map((moment) => moment.reached(scene));
    await scene.ask('checkout', version, 'staging');
    for (const each of reached) {
      await each;
      await scene.crash();
    }
    return { ...(await outcomeOf(scene)), before };
  });
}

const calm = { good: canary('2.4.1', []), bad: canary('2.5.0', []) };

describe.concurrent('a canary whose worker is killed with -9', () => {
  const points: Moment[][] = [
    [moments.started, moments.candidateRemoved, moments.cleaned],
    [moments.cardPosted, moments.quarterBaking],
    [moments.candidateCreated, moments.stableUpdated],
    [moments.quarterWritten, moments.reportPosted],
  ];
  test.each(points.map((kills) => ({ kills, when: kills.map(({ name }) => name).join(', and ') })))(
    '$when: it ends as if nothing had happened',
    async ({ kills }) => {
      const [expected, crashed] = await Promise.all([calm.good, canary('2.4.1', kills)]);

      expect(expected.outcome).toBe('succeeded');
      expect(crashed.outcome).toBe('succeeded');
      expect(crashed.snapshot).toBe(expected.snapshot);
      expect(crashed.snapshot).not.toBe(crashed.before);
      expect(crashed.said).toEqual(expected.said);
      expect(crashed.doubled).toEqual([]);
      expect(crashed.live).toEqual([]);
    },
  );
});

describe.concurrent('a bad version whose worker is killed with -9', () => {
  test.each([moments.rollbackBegun, moments.trafficBack])(
    '$name: the cluster is as it was, and people know',
    async (moment) => {
      const [expected, crashed] = await Promise.all([calm.bad, canary('2.5.0', [moment])]);

      expect(crashed.outcome).toBe('rolled-back');
      expect(crashed.snapshot).toBe(crashed.before);
      expect(crashed.snapshot).toBe(expected.before);
      expect(crashed.said.map(kindOf)).toEqual(expected.said.map(kindOf));
      expect(crashed.said.filter(({ text }) => text.includes('ROLLBACK'))).toHaveLength(1);
      expect(crashed.doubled).toEqual([]);
      expect(crashed.live).toEqual([]);
    },
  );
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
    expect(outcome).toEqual(await calm.good.then(({ before: _, ...rest }) => rest));
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

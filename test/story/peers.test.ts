import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { until } from '../support/cluster-waits.ts';
import { kindsWorld, setOfSearch, versionsOf, withKinds } from '../support/kinds-world.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, imageOf, longMs, reportOf, type Stage, stage, wordsOf } from './world.ts';

/** Long enough that its card is seen whatever the machine does; what is to go on is promoted. */
const pace = { bake: '1m', interval: '250ms' };

async function promoted(here: Stage, card: Message): Promise<Message> {
  const isRunning = (message: Message) => message.ts === card.ts && has(message, 'promote');
  const running = await here.world.slack.waitForMessage(isRunning, longMs);
  await here.world.slack.as(people.mika).click(running, 'promote');
  return reportOf(here, card);
}

describe('as Argo Rollouts plays it, over several releases', () => {
  const blueGreen = 'tried: { kind: blue-green, smoke: [{ path: /, contains: search }], soak: 1m, keep: 1m }';
  const here = stage({
    pace,
    edit: (text) => fewerStages(text).replace('strategies:\n', `strategies:\n  ${blueGreen}\n`),
  });

  it(
    'TestRollbackAnalysis: the version before comes back as soon as somebody wants no more watching',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      expect((await promoted(here, await ask(here, 'checkout 2.4.1 to staging'))).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'checkout')).toContain(':2.4.1');
      const from = Date.now();
      const back = await promoted(here, await ask(here, 'rollback checkout in staging'));
      expect(back.text).toContain('SUCCESS');
      expect(Date.now() - from).toBeLessThan(longMs);
      const image = imageOf(here, 'staging', 'checkout');
      expect(image).toContain(':2.4.0');
      expect(cluster.snapshot().replaceAll(image, image.replace(/@.*$/, ''))).toBe(before);
      expect(slack.messages(channel).filter(({ text }) => text.includes('rolled back'))).toEqual([]);
    },
    2 * longMs,
  );

  it(
    'TestBlueGreenAbortAndUpdate: after a version that failed before its switch, a good one is tried and switched to',
    async () => {
      const { cluster, workloads } = here.world;
      workloads.setCharacter('search', '1.10.0', { errors: 1 });
      const before = cluster.snapshot();
      const failed = await reportOf(here, await ask(here, 'search 1.10.0 to staging with tried'));
      expect(failed.text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
      const good = await promoted(here, await ask(here, 'search 1.9.1 to staging with tried'));
      expect(good.text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'search')).toContain(':1.9.1');
    },
    2 * longMs,
  );
});

describe('a StatefulSet by partitions, in the middle of which a newer version is asked for', () => {
  const strategy = 'staged: { kind: rolling, partitions: [{ pods: 1, bake: 1m }], bake: 1m }';
  const here = stage({
    world: kindsWorld,
    edit: (text) =>
      withKinds(text, 'strategy: staged\n    whileReleasing: supersede').replace(
        '\nstrategies:',
        `\nstrategies:\n  ${strategy}`,
      ),
  });

  beforeAll(() => until(here.world.cluster, () => setOfSearch(here.world).status?.readyReplicas === 4));

  it(
    'gives that one its place once all pods run what they ran before: never three versions at a time',
    async () => {
      const { cluster, slack } = here.world;
      const seen = new Set<string>();
      const stop = cluster.objects.on(({ object }) => {
        if (object.kind === 'Pod')
          seen.add([...new Set(Object.values(versionsOf(here.world, 'search')))].sort().join(' '));
      });
      const older = await ask(here, 'search 1.9.0 to staging');
      const partly = (card: Message, words: string) =>
        slack.waitForMessage(({ threadTs, text }) => threadTs === card.ts && text.startsWith(words), longMs);
      await partly(older, '1 of 4 pods run 1.9.0 now');
      const newer = await ask(here, 'search 1.9.1 to staging', people.ren);
      const ended = await reportOf(here, older);
      expect(ended.text).toContain('ROLLBACK');
      expect(wordsOf(ended)).toContain('of 1.9.1');
      await partly(newer, '1 of 4 pods run 1.9.1 now');
      expect((await promoted(here, newer)).text).toContain('SUCCESS');
      stop();
      expect([...seen].filter((each) => each.includes('1.9.0') && each.includes('1.9.1'))).toEqual([]);
      expect([...seen]).toEqual(expect.arrayContaining(['1.8.0 1.9.0', '1.8.0 1.9.1', '1.9.1']));
    },
    2 * longMs,
  );
});

import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import { until } from '../support/cluster-waits.ts';
import { kindsWorld, setOfSearch, versionsOf, withKinds } from '../support/kinds-world.ts';
import { ask, channel, longMs, reportOf, stage, wordsOf } from './world.ts';

const strategy = 'staged: { kind: rolling, partitions: [{ pods: 1, bake: 1s }, { percent: 50, bake: 3s }], bake: 1s }';
const all = (version: string) => Object.fromEntries([0, 1, 2, 3].map((ordinal) => [`search-${ordinal}`, version]));

describe('a StatefulSet by partitions', () => {
  const here = stage({
    world: kindsWorld,
    edit: (text) => withKinds(text, 'strategy: staged').replace('\nstrategies:', `\nstrategies:\n  ${strategy}`),
  });
  const set = () => setOfSearch(here.world);

  beforeAll(() => until(here.world.cluster, () => set().status?.readyReplicas === 4));

  it(
    'gets a version in one pod, then in half of them, then in all, and has its own partition again',
    async () => {
      const { cluster } = here.world;
      cluster.objects.patch('statefulsets', 'search', 'staging', {
        spec: { updateStrategy: { rollingUpdate: { partition: 2 } } },
      });
      const seen: number[] = [];
      const stop = cluster.objects.on(({ object }) => {
        if (object.kind !== 'StatefulSet') return;
        const partition = set().spec.updateStrategy.rollingUpdate.partition;
        if (seen.at(-1) !== partition) seen.push(partition);
      });
      const card = await ask(here, 'search 1.9.0 to staging');
      const report = await reportOf(here, card);
      stop();
      expect(report.text).toContain('SUCCESS');
      expect(wordsOf(report)).toContain('1 of 4 pods run 1.9.0 now');
      expect(seen).toEqual([2, 3, 2, 0, 2]);
      expect(versionsOf(here.world, 'search')).toEqual(all('1.9.0'));
      expect(set().metadata.annotations ?? {}).not.toHaveProperty(['sluice.dev/undo']);
    },
    longMs,
  );

  it(
    'is asked for with the partitions on the card, and goes back by hand from the middle',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'search 1.9.1 to staging');
      const told = (words: string) =>
        slack.waitForMessage((message) => message.threadTs === card.ts && message.text.startsWith(words), longMs);
      await told('2 of 4 pods run 1.9.1 now');
      expect(versionsOf(here.world, 'search')).toEqual({ ...all('1.9.0'), 'search-2': '1.9.1', 'search-3': '1.9.1' });
      await slack.as(people.ren).command(channel, '/deploy abort search because wrong config');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(versionsOf(here.world, 'search')).toEqual(all('1.9.0'));
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it.each([
    ['1.10.0', 'fails too many requests', /errors|fail/i],
    ['1.10.1', 'never becomes ready', /ready/i],
  ])(
    'goes back from %s, which %s, with all pods but one never touched',
    async (version, _, words) => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const [first, second, third] = idsOf(here.world);
      const card = await ask(here, `search ${version} to staging`);
      const alert = await slack.waitForMessage(
        ({ text }) => text.includes(`search ${version} was rolled back`),
        longMs,
      );
      expect(wordsOf(alert)).toMatch(words);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
      expect(versionsOf(here.world, 'search')).toEqual(all('1.9.0'));
      expect(idsOf(here.world).slice(0, 3)).toEqual([first, second, third]);
    },
    longMs,
  );

  it(
    'a DaemonSet has none, and the refusal says why',
    async () => {
      const asked = here.world.slack.as(people.aoi);
      await asked.command(channel, '/deploy web 5.1.1 to staging with staged');
      const told = await asked.waitForEphemeral((message) => wordsOf(message).includes('by partitions'), longMs);
      expect(wordsOf(told)).toContain('cannot hold the rollout of a DaemonSet');
    },
    longMs,
  );
});

/** Ids of the pods of search, by ordinal. */
function idsOf({ cluster }: SandboxWorld): (string | undefined)[] {
  return [0, 1, 2, 3].map((ordinal) => cluster.objects.get('pods', `search-${ordinal}`, 'staging')?.metadata.uid);
}

import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { until } from '../support/cluster-waits.ts';
import { kindsWorld, withKinds } from '../support/kinds-world.ts';
import { ask, channel, longMs, reportOf, stage, wordsOf } from './world.ts';

const nodes = ['node-a', 'node-b'];

type Pod = {
  metadata: { name: string; labels: Record<string, string> };
  spec: { nodeName: string; containers: { image: string }[] };
};

describe('StatefulSets and DaemonSets', () => {
  const here = stage({
    world: kindsWorld,
    edit: withKinds,
  });
  const status = (plural: string, name: string) =>
    (here.world.cluster.objects.get(plural, name, 'staging') as { status?: Record<string, number> } | undefined)
      ?.status ?? {};
  const pods = (service: string) =>
    (here.world.cluster.objects.list('pods', { namespace: 'staging' }) as unknown as Pod[])
      .filter(({ metadata }) => metadata.labels['app'] === service)
      .map(({ metadata, spec }) => ({
        name: metadata.name,
        node: spec.nodeName,
        version: /:([^:@]*)(@|$)/.exec(spec.containers[0]?.image ?? '')?.[1],
      }));

  beforeAll(async () => {
    const { cluster } = here.world;
    for (const name of nodes) cluster.objects.create({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
    await until(
      cluster,
      () =>
        status('statefulsets', 'search')['readyReplicas'] === 4 &&
        (status('daemonsets', 'web')['numberReady'] ?? 0) >= 3,
    );
  });

  it(
    'a StatefulSet takes a version, pod by pod, each with its name',
    async () => {
      const card = await ask(here, 'search 1.9.0 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(
        pods('search')
          .map(({ name, version }) => `${name} ${version}`)
          .sort(),
      ).toEqual([0, 1, 2, 3].map((ordinal) => `search-${ordinal} 1.9.0`));
    },
    longMs,
  );

  it(
    'goes back from one whose first pod never becomes ready, which Kubernetes alone would wait for',
    async () => {
      const { cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'search 1.10.1 to staging');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
      expect(new Set(pods('search').map(({ version }) => version))).toEqual(new Set(['1.9.0']));
    },
    longMs,
  );

  it(
    'is taken down and up again with recreate',
    async () => {
      const card = await ask(here, 'search 1.9.1 to staging with recreate');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(new Set(pods('search').map(({ version }) => version))).toEqual(new Set(['1.9.1']));
    },
    longMs,
  );

  it(
    'a DaemonSet takes a version on every node',
    async () => {
      const before = pods('web')
        .map(({ node }) => node)
        .sort();
      const card = await ask(here, 'web 5.1.1 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(
        pods('web')
          .map(({ node }) => node)
          .sort(),
      ).toEqual(before);
      expect(before).toEqual(expect.arrayContaining(nodes));
      expect(new Set(pods('web').map(({ version }) => version))).toEqual(new Set(['5.1.1']));
    },
    longMs,
  );

  it(
    'and goes back from one whose image is not there',
    async () => {
      const { cluster, slack } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'web 5.4.0 to staging');
      const alert = await slack.waitForMessage(({ text }) => text.includes('web 5.4.0 was rolled back'), longMs);
      expect(wordsOf(alert)).toMatch(/image can't be pulled/i);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it.each([
    ['search 1.11.0 to staging with canary', /a second StatefulSet would have volumes and identities of its own/],
    ['web 5.1.0 to staging with canary', /a second DaemonSet would put a second pod on every node/],
    ['web 5.1.0 to staging with recreate', /the nodes say how many pods a DaemonSet has/],
  ])(
    '/deploy %s is refused with the reason',
    async (command, reason) => {
      const asked = here.world.slack.as(people.aoi);
      await asked.command(channel, `/deploy ${command}`);
      const told = await asked.waitForEphemeral((message) => reason.test(wordsOf(message)), longMs);
      expect(wordsOf(told)).toContain('use rolling');
    },
    longMs,
  );
});

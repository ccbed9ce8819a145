import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, imageOf, longMs, reportOf, type Stage, stage, wordsOf } from './world.ts';

const namespace = 'staging';
const name = 'checkout';
const pace = { bake: '2s', interval: '250ms' };

function at25({ world }: Stage, ts: string) {
  return world.slack.waitForMessage((card) => card.ts === ts && wordsOf(card).includes('25 % of traffic'), longMs);
}

describe('releases one after the other', () => {
  const atOnce = '  at-once: { kind: blue-green, soak: 1s, keep: 2s }\nenvironments:';
  const here = stage({ pace, edit: (text) => fewerStages(text).replace('environments:', atOnce) });
  beforeAll(() => {
    const { workloads } = here.world;
    workloads.setCharacter('search', '1.11.0', { errors: 0.5 });
    workloads.setCharacter(name, '2.5.1', 'good');
    workloads.setCharacter(name, '2.5.0', { errors: 0.5 });
    workloads.setCharacter('web', '5.3.0', { errors: 0.5 });
  });

  it.each([
    [
      'canary, good, bad, good',
      name,
      [
        ['2.4.1', 'SUCCESS', '2.4.1'],
        ['2.5.0', 'ROLLBACK', '2.4.1'],
        ['2.5.1', 'SUCCESS', '2.5.1'],
      ],
      '',
    ],
    [
      'rolling, bad, bad, good',
      'web',
      [
        ['5.3.0', 'ROLLBACK', '5.1.0'],
        ['5.4.0', 'ROLLBACK', '5.1.0'],
        ['5.1.1', 'SUCCESS', '5.1.1'],
      ],
      '',
    ],
    [
      'blue-green, bad, good, bad',
      'search',
      [
        ['1.10.0', 'ROLLBACK', '1.9.0'],
        ['1.9.1', 'SUCCESS', '1.9.1'],
        ['1.11.0', 'ROLLBACK', '1.9.1'],
      ],
      ' with at-once',
    ],
  ] as const)(
    '%s: each ends as it should, and leaves what runs by then',
    async (_, service, versions, how) => {
      for (const [version, status, runs] of versions) {
        const report = await reportOf(here, await ask(here, `${service} ${version} to ${namespace}${how}`));
        expect(`${version} ${report.text}`).toContain(status);
        expect(imageOf(here, namespace, service)).toContain(`:${runs}`);
      }
    },
    2 * longMs,
  );
});

/** Long enough that its card is seen at 25 % whatever the machine does; what is to go on is promoted. */
const lasting = { ...pace, bake: '1m' };

describe('a canary of a service with a disruption budget, in the middle of which a person', () => {
  const here = stage({ pace: lasting, edit: fewerStages });
  const replicas = () =>
    (here.world.cluster.objects.get('deployments', name, namespace) as unknown as { spec: { replicas: number } }).spec
      .replicas;

  beforeAll(() => {
    here.world.cluster.objects.create({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace },
      spec: { minAvailable: '100%', selector: { matchLabels: { app: name } } },
    });
  });

  it(
    'deletes the candidate goes back to what was there',
    async () => {
      const { cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, `${name} 2.4.1 to ${namespace}`);
      await at25(here, card.ts);
      cluster.objects.delete('deployments', `${name}-candidate`, namespace);
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toContain('is gone');
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'changes the size keeps the new size, and is promoted',
    async () => {
      const card = await ask(here, `${name} 2.4.1 to ${namespace}`);
      const baking = await at25(here, card.ts);
      here.world.cluster.objects.patch('deployments', name, namespace, { spec: { replicas: 4 } });
      await here.world.slack.as(people.mika).click(baking, 'promote');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(replicas()).toBe(4);
      expect(imageOf(here, namespace, name)).toContain(':2.4.1');
    },
    2 * longMs,
  );

  it(
    'puts another version into stable leaves theirs',
    async () => {
      const { cluster, slack, workloads } = here.world;
      workloads.setCharacter(name, '2.5.0', 'good');
      const card = await ask(here, `${name} 2.5.0 to ${namespace}`);
      const baking = await at25(here, card.ts);
      const theirs = imageOf(here, namespace, name)
        .replace(/@.*$/, '')
        .replace(/:[^:]*$/, ':2.3.0');
      const container = { name: 'app', image: theirs };
      const { spec } = cluster.objects.get('deployments', name, namespace) as unknown as {
        spec: { template: { spec: { containers: object[] } } };
      };
      const containers = spec.template.spec.containers.map((each) => ({ ...each, ...container }));
      cluster.objects.patch('deployments', name, namespace, { spec: { template: { spec: { containers } } } });
      await slack.as(people.mika).click(baking, 'promote');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(imageOf(here, namespace, name)).toBe(theirs);
    },
    2 * longMs,
  );

  it(
    'aborts it, asks again and promotes it',
    async () => {
      const { slack, workloads } = here.world;
      workloads.setCharacter(name, '2.6.0', 'good');
      const first = await ask(here, `${name} 2.6.0 to ${namespace}`);
      await slack.as(people.ren).click(await at25(here, first.ts), 'rollback');
      expect((await reportOf(here, first)).text).toContain('ROLLBACK');
      const again = await ask(here, `${name} 2.6.0 to ${namespace}`);
      await slack.as(people.mika).click(await at25(here, again.ts), 'promote');
      expect((await reportOf(here, again)).text).toContain('SUCCESS');
      expect(imageOf(here, namespace, name)).toContain(':2.6.0');
    },
    2 * longMs,
  );
});

import { describe, expect, it, vi } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { readyReplicas, until } from '../support/cluster-waits.ts';
import { manyPlaces } from '../support/many-places.ts';
import { channel, longMs, reportOf, stage } from './world.ts';

describe('when the metrics cannot be read', () => {
  const places = manyPlaces(['away', 'back', 'starting']);
  const here = stage({
    ...places,
    edit: (catalogue) => (places.edit?.(catalogue) ?? catalogue).replace('hold: 2m', 'hold: 4s'),
    pace: { bake: '2s', interval: '500ms', patience: '2s' },
  });

  async function begin(version: string, namespace: string) {
    const { cluster, slack } = here.world;
    const match = { resource: 'pods/proxy', namespace, userAgent: /^sluice$/ };
    const fault = cluster.faults.add({ kind: 'cut', when: 'before' }, { match });
    await slack.as(people.aoi).command(channel, `/deploy checkout ${version} to ${namespace}`);
    const card = await slack.waitForMessage(
      ({ text, threadTs }) => !threadTs && text.startsWith(`checkout ${version} → ${namespace} `),
      20_000,
    );
    await vi.waitUntil(() => fault.hits() >= 3, { timeout: 30_000 });
    return { card, fault };
  }

  it(
    'a person is asked once, and where nobody answers, the release goes back',
    async () => {
      const { slack } = here.world;
      const { card } = await begin('2.4.1', 'away');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(report.text).toContain('Nobody answered the question about 2.4.1 in time');
      const question = ({ text, threadTs }: Message) => !threadTs && text.includes('needs a person');
      await slack.waitForMessage((message) => question(message) && message.text.includes('Nobody answered'), longMs);
      expect(slack.messages(channel).filter(question)).toHaveLength(1);
    },
    longMs,
  );

  it(
    'and they are bad when they are back, the release goes back for that',
    async () => {
      here.world.workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
      const { card, fault } = await begin('2.5.0', 'back');
      fault.remove();
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(report.text).toMatch(/Errors on 2\.5\.0 were [\d.]+ %/);
    },
    longMs,
  );

  it(
    'because its pods take longer to start than that is borne, nobody is asked, and it goes on',
    async () => {
      const { cluster, slack, workloads } = here.world;
      workloads.setCharacter('checkout', '2.4.1', { slowStart: 4000 });
      const { card, fault } = await begin('2.4.1', 'starting');
      await until(
        cluster,
        () => readyReplicas(cluster.objects.get('deployments', 'checkout-candidate', 'starting')) > 0,
      );
      fault.remove();
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const thread = slack.thread(channel, card.ts).map(({ text }) => text);
      expect(thread.filter((text) => text.startsWith('Holding'))).toEqual([]);
    },
    2 * longMs,
  );
});

import { afterAll, describe, expect, it } from 'vitest';
import { people, seed } from '../../../sandbox/world/people.ts';
import { ask, longMs, stage } from '../../story/world.ts';
import { startCollector } from './collector.ts';

const collector = await startCollector();
afterAll(() => collector.close());
const reason = 'because of the secret plans of the team';

describe('traces', () => {
  const here = stage({}, { settings: { tracesUrl: collector.url } });

  it(
    'go from a command through the job and the step to the write in the cluster',
    async () => {
      await ask(here, `checkout 2.4.1 to staging ${reason}`);
      const write = await collector.waitFor(({ name }) => /^kube (create|replace)$/.test(name), longMs);
      const same = (wanted: string) =>
        collector.waitFor(({ name, traceId }) => name === wanted && traceId === write.traceId, longMs);
      const command = await same('slack command');
      expect(command.parent).toBeNull();
      expect(command.resource).toMatchObject({ 'service.name': 'sluice', 'sluice.role': 'all' });
      for (const name of [
        'add asks.deploy',
        'process asks',
        'add releases.run',
        'process releases',
        'add slack.tell',
      ]) {
        expect((await same(name)).name).toBe(name);
      }
      const step = await collector.waitFor(({ spanId }) => spanId === write.parent, longMs);
      expect(step.name).toMatch(/^step /);
      expect(step.facts).toMatchObject({ 'sluice.service': 'checkout', 'sluice.environment': 'staging' });
      expect(write.facts).toMatchObject({
        'sluice.cluster': 'sandbox',
        'k8s.name': expect.stringContaining('checkout'),
      });
    },
    2 * longMs,
  );

  it(
    'link a turn to the click that woke it',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to production');
      await here.world.slack.as(people.mika).click(card, 'approve');
      const click = await collector.waitFor(({ name }) => name === 'slack block_actions', longMs);
      const wake = await collector.waitFor(({ name, traceId }) => name === 'wake' && traceId === click.traceId, longMs);
      const turn = await collector.waitFor(({ links }) => links.includes(click.traceId), longMs);
      expect(turn.name).toBe('process releases');
      expect(turn.traceId).not.toBe(click.traceId);
      expect(turn.facts['sluice.release']).toBe(wake.facts['sluice.release']);
    },
    2 * longMs,
  );

  it('hold no token and nothing that people typed', () => {
    expect(collector.spans.length).toBeGreaterThan(30);
    for (const hidden of [seed.botToken, seed.appToken, reason, 'secret plans']) {
      expect(collector.raw()).not.toContain(hidden);
    }
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { configure, hidden, setLevel, versionedFor } from '../support/own-configuration.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, longMs, reportOf, stage, wordsOf } from './world.ts';

const versioned = versionedFor(['checkout', 'web', 'payments-worker']);

describe('a release whose configuration moves with it', () => {
  const here = stage({ edit: (catalogue) => versioned(fewerStages(catalogue)) });

  const objects = () => here.world.cluster.objects;
  const set = (service: string, namespace: string, level: string) => setLevel(here.world, service, namespace, level);
  function named(service: string, namespace: string): string[] {
    const deployment = objects().get('deployments', service, namespace) as unknown as {
      spec: { template: { spec: { containers: { envFrom: { configMapRef?: { name: string } }[] }[] } } };
    };
    const [container] = deployment.spec.template.spec.containers;
    return container?.envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []) ?? [];
  }
  const content = (name: string, namespace: string) => objects().get('configmaps', name, namespace)?.['data'];
  const copies = (namespace: string) =>
    ['configmaps', 'secrets']
      .flatMap((kind) => objects().list(kind, { namespace }))
      .map(({ metadata }) => metadata.name)
      .filter((name) => /-r\d+$/.test(name));
  const told = (ts: string, start: string) =>
    here.world.slack.waitForMessage(({ text, threadTs }) => threadTs === ts && text.startsWith(start), longMs);
  const idOf = (card: Message) => `r${/#(\d+)/.exec(wordsOf(card))?.[1]}`;

  beforeAll(() => {
    for (const [service, namespace] of [
      ['checkout', 'production'],
      ['web', 'staging'],
      ['payments-worker', 'staging'],
    ] as const) {
      configure(here.world, service, namespace);
    }
  });

  it(
    'rolls out with copies, keeps them, comes back to them, and goes back to them later',
    async () => {
      const { slack, cluster } = here.world;
      const first = await ask(here, 'web 5.1.1 to staging');
      const before = idOf(first);
      expect(wordsOf(first)).toContain('copy ConfigMap web-config (as it is now) and Secret web-keys (as it is now)');
      expect(wordsOf(first)).toContain('brings back what then stands in it');
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      expect(named('web', 'staging')).toEqual([`web-config-${before}`]);
      expect(copies('staging')).toEqual([`web-config-${before}`, `web-keys-${before}`]);

      set('web', 'staging', 'debug');
      const settled = cluster.snapshot();
      const second = await ask(here, 'web 5.2.0 to staging');
      expect(wordsOf(second)).toContain('copy ConfigMap web-config (1 key changed: LEVEL)');
      await told(second.ts, 'Configuration copied for this release');
      // It would be over before an abort is heard on a machine that is slow.
      await slack.as(people.aoi).command(channel, '/deploy pause web');
      await told(second.ts, 'The 5.1.1 pods run 5.2.0 now');
      expect(named('web', 'staging')).toEqual([`web-config-${idOf(second)}`]);
      await slack.as(people.aoi).command(channel, '/deploy abort web');
      expect((await reportOf(here, second)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(settled);
      expect(content(`web-config-${before}`, 'staging')).toEqual({ LEVEL: 'info' });

      const third = await ask(here, 'web 5.2.0 to staging');
      expect((await reportOf(here, third)).text).toContain('SUCCESS');
      expect(content(`web-config-${idOf(third)}`, 'staging')).toEqual({ LEVEL: 'debug' });

      const back = await ask(here, 'rollback web staging');
      expect(wordsOf(back)).toContain(
        `ConfigMap web-config goes back to what that version ran with (web-config-${before})`,
      );
      expect((await reportOf(here, back)).text).toContain('SUCCESS');
      expect(named('web', 'staging')).toEqual([`web-config-${before}`]);
    },
    4 * longMs,
  );

  it(
    'a canary that is worse leaves exactly what was there, whatever is edited meanwhile',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'checkout 2.5.0 to production');
      await slack.as(people.mika).click(card, 'approve');
      await told(card.ts, 'Candidate 2.5.0 started');
      const candidate = objects().get('deployments', 'checkout-candidate', 'production');
      expect(JSON.stringify(candidate)).toContain(`"checkout-config-${idOf(card)}"`);
      expect(named('checkout', 'production')).toEqual(['checkout-config']);
      set('checkout', 'production', 'trace');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(copies('production')).toEqual([]);
      expect(named('checkout', 'production')).toEqual(['checkout-config']);
      expect(objects().get('deployments', 'checkout-candidate', 'production')).toBeUndefined();
      expect(cluster.snapshot()).not.toContain('sluice.dev/undo');
    },
    2 * longMs,
  );

  it(
    'a canary that is well is promoted with its copies',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production');
      await slack.as(people.mika).click(card, 'approve');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(named('checkout', 'production')).toEqual([`checkout-config-${idOf(card)}`]);
      expect(copies('production')).toEqual([`checkout-config-${idOf(card)}`, `checkout-keys-${idOf(card)}`]);
    },
    2 * longMs,
  );

  it(
    'is asked for again when somebody has changed it since the plan was shown',
    async () => {
      const { slack, cluster } = here.world;
      const mika = slack.as(people.mika);
      set('checkout', 'production', 'warn');
      const card = await ask(here, 'checkout 2.5.0 to production');
      set('checkout', 'production', 'silent');
      const before = cluster.snapshot();
      await mika.click(card, 'approve');
      const answers = () => slack.ephemerals(people.mika).filter(({ text }) => text.includes("wasn't started"));
      await expect.poll(answers, { timeout: longMs / 2 }).toHaveLength(1);
      const answer = answers().map(wordsOf).join();
      expect(answer).toMatch(/ConfigMap checkout-config was changed.* after the plan was made/);
      const next = await slack.waitForMessage(
        (message) => message.ts > card.ts && message.threadTs === undefined && has(message, 'approve'),
        longMs,
      );
      expect(wordsOf(next)).toContain('copy ConfigMap checkout-config (1 key changed: LEVEL)');
      expect(answer).toContain(`*#${idOf(next).slice(1)}* has the plan as it would be now`);
      await slack.waitForMessage(
        (message) => message.ts === card.ts && wordsOf(message).includes('Not started'),
        longMs,
      );
      expect(cluster.snapshot()).toBe(before);
      await mika.click(next, 'approve');
      await told(next.ts, 'Configuration copied for this release');
      await slack.as(people.aoi).command(channel, '/deploy abort checkout production');
      await reportOf(here, next);
    },
    3 * longMs,
  );

  it(
    'stops and starts with its copies, and leaves what others own alone',
    async () => {
      const labels = { 'reconcile.external-secrets.io/managed': 'true' };
      objects().patch('secrets', 'payments-worker-keys', 'staging', { metadata: { labels } });
      const card = await ask(here, 'payments-worker 3.2.1 to staging');
      expect(wordsOf(card)).toContain('Secret payments-worker-keys is written by External Secrets');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(named('payments-worker', 'staging')).toEqual([`payments-worker-config-${idOf(card)}`]);
      expect(objects().get('secrets', `payments-worker-keys-${idOf(card)}`, 'staging')).toBeUndefined();
    },
    2 * longMs,
  );

  it('says nothing anywhere of what stands in it', () => {
    const all = here.world.slack.messages(channel).flatMap(({ ts }) => here.world.slack.thread(channel, ts));
    const text = all.map(wordsOf).join('\n');
    expect(text).not.toMatch(/debug|trace|silent|open-sesame|token/);
    expect(text).not.toContain(hidden);
  });
});

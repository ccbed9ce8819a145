import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, imageOf, longMs, reportOf, type Stage, stage, wordsOf } from './world.ts';

/** What comes while another version is being released, everywhere. */
const policy = (name: 'queue' | 'supersede') => (catalogue: string) =>
  fewerStages(catalogue).replace("  channel: '#releases'\n", `  channel: '#releases'\n  whileReleasing: ${name}\n`);

/** The card, once it says this. */
function cardWhere({ world }: Stage, ts: string, holds: (text: string) => boolean) {
  return world.slack.waitForMessage((message) => message.ts === ts && holds(wordsOf(message)), longMs);
}

const versionIn = (text: string): string => /:(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? text;

/** The candidates of checkout in staging as they come and go: `2.4.1`, `gone`. */
function followCandidates({ world }: Stage): { seen: string[]; stop(): void } {
  const seen: string[] = [];
  const stop = world.cluster.objects.on(({ type, object }) => {
    const { name, namespace } = object.metadata;
    if (object.kind !== 'Deployment' || name !== 'checkout-candidate' || namespace !== 'staging') return;
    const now = type === 'DELETED' ? 'gone' : versionIn(JSON.stringify(object['spec']));
    if (seen.at(-1) !== now) seen.push(now);
  });
  return { seen, stop };
}

const isStable = (version: string) => (object: KubeObject) =>
  object.metadata.name === 'checkout' && JSON.stringify(object).includes(`shop/checkout:${version}`);

describe('a version that takes the place of another', () => {
  const here = stage({ pace: { bake: '6s', interval: '250ms' }, edit: policy('supersede') });
  beforeAll(() => {
    for (const version of ['2.5.0', '2.5.1', '2.6.0']) here.world.workloads.setCharacter('checkout', version, 'good');
  });

  it(
    'in mid-canary: the one before goes back to the end, and only then the new one begins',
    async () => {
      const candidates = followCandidates(here);
      const older = await ask(here, 'checkout 2.4.1 to staging');
      await cardWhere(here, older.ts, (text) => text.includes('25 % of traffic'));
      const newer = await ask(here, 'checkout 2.5.0 to staging', people.ren);
      await cardWhere(here, older.ts, (text) => text.includes('Superseded by'));
      const ended = await reportOf(here, older);
      expect(ended.text).toContain('ROLLBACK');
      expect(wordsOf(ended)).toContain('asked for #2 of 2.5.0');
      const closed = await cardWhere(here, older.ts, (text) => !text.includes('"action_id":"rollback"'));
      expect(wordsOf(closed)).toMatch(/Superseded by.*2\.5\.0/s);
      expect((await reportOf(here, newer)).text).toContain('SUCCESS');
      candidates.stop();
      expect(candidates.seen).toEqual(['2.4.1', 'gone', '2.5.0', 'gone']);
      expect(versionIn(imageOf(here, 'staging', 'checkout'))).toBe('2.5.0');
    },
    longMs,
  );

  it(
    'waits for its end once that one is being promoted',
    async () => {
      const { cluster, slack } = here.world;
      const first = await ask(here, 'checkout 2.5.1 to staging');
      await cluster.objects.waitFor('deployments', isStable('2.5.1'), { namespace: 'staging', timeoutMs: longMs });
      const next = await ask(here, 'checkout 2.6.0 to staging', people.ren);
      await slack.as(people.ren).waitForEphemeral(({ text }) => text.includes('waits for #3 (2.5.1) to end'));
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      expect((await reportOf(here, next)).text).toContain('SUCCESS');
    },
    longMs,
  );

  it(
    'before approval: nothing was changed, and the new one waits for approval in its place',
    async () => {
      const { cluster, slack } = here.world;
      const older = await ask(here, 'checkout 2.4.1 to production');
      const before = cluster.snapshot();
      await slack.as(people.ren).command(channel, '/deploy checkout 2.5.0 to production');
      await slack.as(people.ren).waitForEphemeral(({ text }) => text.includes("You can't"));
      const newer = await ask(here, 'checkout 2.5.1 to production');
      const closed = await cardWhere(here, older.ts, (text) => text.includes('Superseded by'));
      expect(has(closed, 'approve')).toBe(false);
      expect(wordsOf(closed)).toContain('nothing was changed');
      await cardWhere(here, newer.ts, (text) => text.includes('"action_id":"approve"'));
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'is refused where somebody asks for the very version that is under way',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 to staging');
      await slack.as(people.ren).command(channel, '/deploy web 5.1.1 to staging');
      await slack.as(people.ren).waitForEphemeral(({ text }) => text.includes('One at a time'));
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    longMs,
  );
});

describe('a version that waits for the end of another', () => {
  const here = stage({ pace: { bake: '2s', interval: '250ms' }, edit: policy('queue') });
  beforeAll(() => {
    for (const version of ['2.5.1', '2.6.0']) here.world.workloads.setCharacter('checkout', version, 'good');
    here.world.workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
  });

  it(
    'makes way for the next that waits, and is approved by the plan of its turn',
    async () => {
      const { slack } = here.world;
      const first = await ask(here, 'checkout 2.4.1 to production');
      const second = await ask(here, 'checkout 2.5.1 to production', people.ren);
      expect(second.text).toContain('Waiting for #1 of 2.4.1 to end');
      expect(has(second, 'approve')).toBe(false);
      const third = await ask(here, 'checkout 2.6.0 to production');
      await cardWhere(here, second.ts, (text) => text.includes('Superseded by #3 (2.6.0)'));
      expect(third.text).toContain('Waiting for #1 of 2.4.1 to end');

      await slack.as(people.mika).click(first, 'approve');
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      await slack.waitForMessage(({ text, threadTs }) => !threadTs && text.includes('has its turn'), longMs);
      const planned = await cardWhere(here, third.ts, (text) => text.includes('"action_id":"approve"'));
      expect(planned.text).toContain('From 2.4.1');
      await slack.as(people.mika).click(planned, 'approve');
      expect((await reportOf(here, third)).text).toContain('SUCCESS');
    },
    2 * longMs,
  );

  it(
    'asks a person first where that one was rolled back, although nobody must approve',
    async () => {
      const { slack } = here.world;
      const bad = await ask(here, 'checkout 2.5.0 to staging');
      const next = await ask(here, 'checkout 2.4.1 to staging', people.ren);
      expect((await reportOf(here, bad)).text).toContain('ROLLBACK');
      const planned = await cardWhere(here, next.ts, (text) => text.includes('"action_id":"approve"'));
      expect(wordsOf(planned)).toContain('#4 of 2.5.0 came before, and was rolled back');
      await slack.as(people.ren).click(planned, 'approve');
      expect((await reportOf(here, next)).text).toContain('SUCCESS');
    },
    2 * longMs,
  );

  it(
    'can be withdrawn, and then nothing comes after that one',
    async () => {
      const { slack } = here.world;
      const first = await ask(here, 'web 5.1.1 to production');
      const next = await ask(here, 'web 5.2.0 to production', people.ren);
      await slack.as(people.ren).click(next, 'rollback');
      await cardWhere(here, next.ts, (text) => text.includes('Withdrawn'));
      await slack.as(people.mika).click(first, 'approve');
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      expect(versionIn(imageOf(here, 'production', 'web'))).toBe('5.1.1');
    },
    2 * longMs,
  );
});

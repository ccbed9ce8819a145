import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../sandbox/cluster/index.ts';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const strategies = `
  blue-green: { kind: blue-green, smoke: [{ path: /healthz, contains: ok }], soak: 1s, keep: 2s }
  tried: { kind: blue-green, smoke: [{ path: /healthz, contains: '"ok"' }, { path: /, contains: '1.12' }], soak: 1s }
  kept: { kind: blue-green, soak: 1s, keep: 5m }
`;
const edit = (text: string) =>
  text.replaceAll('requires: staging', 'requires: none').replace('\nenvironments:', `${strategies}environments:`);

describe('blue-green', () => {
  const here = stage({ edit });
  const ours = { 'sluice.dev/track': 'candidate' };

  /** What the user's Service led to, write by write. */
  const switches = (since: number) =>
    here.world.cluster.journal
      .entries((entry) => entry.at >= since && isSwitch(entry))
      .map(({ body }) => JSON.parse(body).spec.selector);

  it.each([
    ['search', '1.9.1', 'by the selector of its Service'],
    ['checkout', '2.4.1', 'by its router'],
  ])(
    '%s %s gets all of the traffic at once, %s, and loses no request',
    async (service, version) => {
      const began = Date.now();
      const before = here.world.cluster.snapshot();
      const was = imageOf(here, 'staging', service);
      const card = await ask(here, `${service} ${version} to staging with blue-green`);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const image = imageOf(here, 'staging', service);
      expect(image).toContain(`:${version}@sha256:`);
      expect(here.world.cluster.snapshot().replaceAll(image, was)).toBe(before);
      expect(here.world.workloads.truth.totals('staging', service, began).lost).toBe(0);
    },
    longMs,
  );

  it.each([
    ['search', '1.10.0'],
    ['checkout', '2.5.0'],
  ])(
    '%s %s fails once it has the traffic: all of it is back, and all is as it was',
    async (service, version) => {
      const before = here.world.cluster.snapshot();
      const card = await ask(here, `${service} ${version} to staging with kept`);
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toMatch(/error/i);
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  /** The thread says so once the soak is over: from then on the version before is only kept. */
  const kept = ({ ts }: Message) =>
    here.world.slack.waitForMessage(({ threadTs, text }) => threadTs === ts && /100\s%\sfor\s/.test(text), longMs);

  it(
    'is back at once where somebody stops it while the version before is kept',
    async () => {
      const before = here.world.cluster.snapshot();
      const card = await ask(here, 'search 1.11.0 to staging with kept');
      await kept(card);
      const asked = Date.now();
      await here.world.slack.as(people.aoi).command(channel, '/deploy abort search staging');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(switches(asked).at(0)).not.toMatchObject(ours);
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'is switched again, and told, where somebody puts the selector back meanwhile',
    async () => {
      const { cluster, slack } = here.world;
      const before = cluster.snapshot();
      const { spec } = cluster.objects.get('services', 'web', 'staging') as unknown as Routed;
      const card = await ask(here, 'web 5.1.1 to staging with kept');
      await kept(card);
      const switched = (cluster.objects.get('services', 'web', 'staging') as unknown as Routed).spec.selector;
      const gone = Object.fromEntries(Object.keys(switched).map((key) => [key, null]));
      cluster.objects.patch('services', 'web', 'staging', { spec: { selector: { ...gone, ...spec.selector } } });
      await slack.waitForMessage(({ text }) => text.includes('set it to 100 % again'), longMs);
      await slack.as(people.aoi).command(channel, '/deploy abort web staging');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'a version that answers otherwise than expected gets nothing, and it is said what was asked',
    async () => {
      const began = Date.now();
      const before = here.world.cluster.snapshot();
      const card = await ask(here, 'search 1.10.0 to staging with tried');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toMatch(/GET \/ of search 1.10.0 answered \d+/);
      expect(switches(began)).not.toContainEqual(expect.objectContaining(ours));
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'a version that never becomes ready gets nothing',
    async () => {
      const began = Date.now();
      const before = here.world.cluster.snapshot();
      const card = await ask(here, 'search 1.10.1 to staging with blue-green');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(switches(began)).not.toContainEqual(expect.objectContaining(ours));
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'is refused before anything is written where a quota has no room for both sizes',
    async () => {
      const { cluster, slack } = here.world;
      const hard = { pods: String(cluster.objects.list('pods', { namespace: 'staging' }).length + 1) };
      const metadata = { name: 'compute', namespace: 'staging' };
      cluster.objects.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } });
      await slack.as(people.aoi).command(channel, '/deploy web 5.1.1 to staging with blue-green');
      const answer = await slack.as(people.aoi).waitForEphemeral((message) => wordsOf(message).includes('compute'));
      expect(wordsOf(answer)).toMatch(/ResourceQuota compute has no room for 3 pods beside.*1 left/);
      expect(cluster.objects.get('deployments', 'web-candidate', 'staging')).toBeUndefined();
      cluster.objects.delete('resourcequotas', 'compute', 'staging');
    },
    longMs,
  );

  it(
    'is refused for a worker, which has no traffic that could be switched',
    async () => {
      const { slack } = here.world;
      await slack.as(people.aoi).command(channel, '/deploy payments-worker 3.2.1 to staging with blue-green');
      const answer = await slack.as(people.aoi).waitForEphemeral((message) => wordsOf(message).includes('no traffic'));
      expect(wordsOf(answer)).toContain('no Kubernetes Service');
    },
    longMs,
  );
});

interface Routed {
  spec: { selector: Record<string, string> };
}

function isSwitch({ resource, verb, code, name, dryRun }: JournalEntry): boolean {
  return resource === 'services' && verb === 'update' && code === 200 && name === 'search' && !dryRun;
}

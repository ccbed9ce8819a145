import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../sandbox/cluster/index.ts';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { type CiService, startCi } from '../support/ci-service.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const smoke = 'smoke: [{ path: / }]';
const soak = 'soak: 1s, keep: 1s';

describe('before a blue-green release switches', () => {
  let ci: CiService;
  const ran: Program[] = [];
  beforeAll(async () => {
    ci = await startCi();
  });
  afterAll(() => ci.close());

  const strategies = () => `
  by-hand: { kind: blue-green, ${soak}, promote: by-hand }
  by-header: { kind: blue-green, ${soak}, promote: by-hand, preview: { match: { header: x-ab, value: b } } }
  by-job: { kind: blue-green, ${soak}, smoke-job: { command: [bin/smoke] } }
  by-ci: { kind: blue-green, ${soak}, smoke-webhook: { url: '${ci.url}' } }
  repeated: { kind: blue-green, ${soak}, ${smoke}, preview: { rate: 20, for: 3s } }
  copied: { kind: blue-green, ${soak}, preview: { mirror: 100, for: 3s } }
`;
  const here = stage({
    edit: (text) =>
      text.replaceAll('requires: staging', 'requires: none').replace('\nenvironments:', `${strategies()}environments:`),
    cluster: {
      runProgram: async (program: Program) => {
        ran.push(program);
        const isBad = program.env['SLUICE_TO'] === '1.10.0';
        return isBad ? { exitCode: 1, log: 'password=hunter22\ncart is empty' } : { exitCode: 0, log: 'all 40 passed' };
      },
    },
  });

  const cardNow = ({ ts }: Message) => here.world.slack.messages(channel).find((message) => message.ts === ts);
  const thread = ({ ts }: Message) => here.world.slack.thread(channel, ts).map(wordsOf).join('\n');
  const servedUsers = (service: string, version: string, since: number) =>
    here.world.workloads.truth.totals('staging', service, since).versions[version]?.served ?? 0;

  async function question(card: Message): Promise<Message> {
    await here.world.slack.waitForMessage((message) => message.ts === card.ts && has(message, 'hold_go'), longMs);
    return cardNow(card) ?? card;
  }

  it(
    'by hand, somebody is told how to look at it, and presses Switch',
    async () => {
      const began = Date.now();
      const card = await ask(here, 'search 1.9.1 to staging with by-hand');
      const asked = await question(card);
      expect(wordsOf(asked)).toContain('1.9.1 is ready and waits to be switched to');
      expect(wordsOf(asked)).toContain('kubectl -n staging port-forward deployment/search-candidate :8080');
      expect(servedUsers('search', '1.9.1', began)).toBe(0);
      await here.world.slack.as(people.aoi).click(asked, 'hold_go');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'search')).toContain(':1.9.1@sha256:');
    },
    longMs,
  );

  it(
    'by header, only who carries it meets the version, and who does not want it presses Roll back',
    async () => {
      const { cluster, slack } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to staging with by-header');
      const asked = await question(card);
      expect(wordsOf(asked)).toContain('requests with header x-ab: b');
      await slack.as(people.ren).click(asked, 'rollback');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'a bad version under copies goes back, and no user has met it',
    async () => {
      const { cluster, workloads } = here.world;
      const began = Date.now();
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.5.0 to staging with copied');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toMatch(/error/i);
      expect(workloads.truth.totals('staging', 'checkout', began).lost).toBe(0);
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it.each([
    ['repeated', '2.4.1'],
    ['copied', '2.5.1'],
  ])(
    'requests that no user relies on are evidence enough (%s)',
    async (strategy, version) => {
      here.world.workloads.setCharacter('checkout', version, 'good');
      const card = await ask(here, `checkout ${version} to staging with ${strategy}`);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'checkout')).toContain(`:${version}@sha256:`);
    },
    longMs,
  );

  it(
    'a Job tests it at its own Service; one that fails says why, and nothing is left of it',
    async () => {
      const { cluster, workloads } = here.world;
      workloads.setCharacter('search', '1.11.0', 'good');
      const before = cluster.snapshot();
      const card = await ask(here, 'search 1.10.0 to staging with by-job');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toContain('Job search-smoke failed: cart is empty');
      expect(thread(card)).not.toContain('hunter22');
      expect(cluster.snapshot()).toBe(before);
      expect(ran.at(-1)).toMatchObject({
        command: ['bin/smoke'],
        env: { SLUICE_PREVIEW_HOST: 'search-candidate.staging.svc' },
      });
      expect((await reportOf(here, await ask(here, 'search 1.11.0 to staging with by-job'))).text).toContain('SUCCESS');
      expect(cluster.objects.list('jobs', { namespace: 'staging' })).toEqual([]);
    },
    2 * longMs,
  );

  it(
    'CI is asked by webhook: one version passes, another does not',
    async () => {
      ci.fails.add('5.3.0');
      const before = here.world.cluster.snapshot();
      const bad = await reportOf(here, await ask(here, 'web 5.3.0 to staging with by-ci'));
      expect(bad.text).toContain('ROLLBACK');
      expect(wordsOf(bad)).toContain('smoke test run-0 has failed');
      expect(here.world.cluster.snapshot()).toBe(before);
      const good = await ask(here, 'web 5.1.1 to staging with by-ci');
      expect((await reportOf(here, good)).text).toContain('SUCCESS');
      expect(thread(good)).toContain('5.1.1 is being tested (`run-1`)');
      expect(ci.tested.map(({ to }) => to)).toEqual(['5.3.0', '5.1.1']);
    },
    2 * longMs,
  );
});

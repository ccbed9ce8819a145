import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry, Message } from '../../sandbox/slack/index.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import { until } from '../support/cluster-waits.ts';
import { fewerStages } from '../support/small-world.ts';
import { startWebhookServer } from '../support/webhook-server.ts';
import { ask, channel, imageOf, longMs, reportOf, stage } from './world.ts';

const hook = await startWebhookServer();
afterAll(() => hook.close());

const complaints: string[] = [];
const log: Log = { ...silentLog, error: (_, message) => void complaints.push(message), child: () => log };

const posts = (journal: readonly JournalEntry[]) => journal.filter(({ method }) => method === 'chat.postMessage');
const textOf = ({ args }: JournalEntry) => String(args['text']);

describe('while Slack is down', () => {
  const here = stage(
    {
      edit: (text) =>
        fewerStages(text).replace(
          '  mention:',
          `  incidents: { kind: webhook, url: '${hook.url}', afterMs: 1000 }\n  mention:`,
        ),
    },
    { log, slackPace: { firstPauseMs: 100, longestPauseMs: 800, refusedPauseMs: 500, updateMs: 100 } },
  );
  beforeEach(() => {
    hook.received.length = 0;
    complaints.length = 0;
  });

  it(
    'on-call is told once by the incident notifier, and in Slack when it is back, before anything else',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.5.0 to staging');
      const other = await ask(here, 'web 5.1.1 to staging');
      const begun = ({ threadTs, text }: Message) => threadTs === other.ts && text.startsWith('Started');
      await slack.waitForMessage(begun, longMs);
      const outage = slack.faults.outage();
      const told = await hook.waitFor(({ summary }) => String(summary).includes('2.5.0'), longMs);
      expect(told).toMatchObject({ source: 'sluice', severity: 'error', service: 'checkout', environment: 'staging' });
      expect(told['summary']).toContain('rolled back to 2.4.0');
      await until(here.world.cluster, () => imageOf(here, 'staging', 'web').includes('5.1.1'));
      const before = slack.journal.length;
      outage.stop();
      await slack.waitForBots(1, 15_000);
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      await reportOf(here, other);
      const after = posts(slack.journal.slice(before)).filter(({ status }) => status === 200);
      expect(textOf(after[0] as JournalEntry)).toContain('🔴 checkout 2.5.0');
      expect(hook.received).toHaveLength(1);
      const thread = slack.thread(channel, card.ts).map(({ text }) => text);
      expect(thread.filter((text) => text.startsWith('On-call was notified of this by webhook'))).toHaveLength(1);
      expect(new Set(thread).size).toBe(thread.length);
      const alerts = slack.messages(channel).filter(({ text }) => text.startsWith('🔴 checkout 2.5.0'));
      expect(alerts).toHaveLength(1);
    },
    longMs,
  );

  it(
    'asks a silent Slack ever more seldom, not once per release',
    async () => {
      const { slack } = here.world;
      const cards = [await ask(here, 'search 1.9.1 to staging'), await ask(here, 'checkout 2.4.1 to staging')];
      const before = slack.journal.length;
      const outage = slack.faults.outage();
      await until(here.world.cluster, () => imageOf(here, 'staging', 'search').includes('1.9.1'));
      outage.stop();
      await slack.waitForBots(1, 15_000);
      const tried = slack.journal.slice(before).filter(({ fault }) => fault === 'outage');
      const span = (tried.at(-1)?.time ?? 0) - (tried[0]?.time ?? 0);
      // One call per pause of up to 0.8 s, and what was out when it began.
      expect(tried.length).toBeLessThan(15 + span / 500);
      for (const card of cards) expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    longMs,
  );

  it(
    'one 429 gives all releases a pause',
    async () => {
      const { slack } = here.world;
      const before = slack.journal.length;
      const limited = slack.faults.rateLimit({ method: 'chat.postMessage', times: 1, retryAfterSec: 2 });
      const cards = await Promise.all(
        ['search 1.9.0 to staging', 'payments-worker 3.2.1 to staging'].map((each) => ask(here, each)),
      );
      expect(limited.hits()).toBe(1);
      const all = posts(slack.journal.slice(before));
      const refused = all.find(({ status }) => status === 429);
      const soon = all.filter(
        (entry) => entry !== refused && entry.time > (refused?.time ?? 0) && entry.time < (refused?.time ?? 0) + 1900,
      );
      expect(soon.map(textOf)).toEqual([]);
      for (const card of cards) await reportOf(here, card);
    },
    longMs,
  );

  it(
    'a revoked token is said loudly and past Slack, and nothing is lost',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'web 5.2.0 to staging');
      const revoked = slack.faults.refuse({ code: 'token_revoked' });
      const told = await hook.waitFor(({ dedupKey }) => dedupKey === 'sluice:slack-token', longMs);
      expect(told['summary']).toContain('token_revoked');
      expect(complaints.filter((line) => line.startsWith('Slack refuses the bot token'))).toHaveLength(1);
      await until(cluster, () => imageOf(here, 'staging', 'web').includes('5.2.0'));
      revoked.stop();
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const texts = slack.thread(channel, card.ts).map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
    },
    longMs,
  );
});

import { describe, expect, it, vi } from 'vitest';
import { reasonOf } from '../../../commands/answer.ts';
import { inTime, timed } from '../../../commands/timed.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { answerPerson } from '../../../src/platform/slack/answer.ts';
import { SlackError } from '../../../src/platform/slack/port.ts';
import { createTelemetry } from '../../../src/platform/telemetry.ts';

describe('an acknowledgement', () => {
  it('is given once, and measured', async () => {
    const telemetry = createTelemetry();
    const plain = vi.fn(async () => undefined);
    const ack = timed(telemetry, 'action', plain);
    expect([await ack(), await ack()]).toEqual([true, false]);
    expect(plain).toHaveBeenCalledTimes(1);
    expect(await telemetry.registry.metrics()).toContain('sluice_slack_ack_seconds_count{kind="action"} 1');
  });

  it('leaves before Slack loses its patience, also where it cannot be given', async () => {
    vi.useFakeTimers();
    try {
      let finish: (result: string) => void = () => undefined;
      const work = new Promise<string>((resolve) => {
        finish = resolve;
      });
      const ack = vi.fn(async () => {
        throw new Error('the socket is gone');
      });
      const result = inTime(ack, () => work);
      await vi.advanceTimersByTimeAsync(1900);
      expect(ack).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(200);
      expect(ack).toHaveBeenCalledTimes(1);
      finish('done');
      expect(await result).toBe('done');
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not come by itself where the work was quick, or failed', async () => {
    vi.useFakeTimers();
    try {
      const ack = vi.fn(async () => true);
      await inTime(ack, async () => undefined);
      await expect(inTime(ack, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      await vi.advanceTimersByTimeAsync(5000);
      expect(ack).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an answer to one person', () => {
  const said: string[] = [];
  const slack = (works: readonly string[]) => {
    said.length = 0;
    const say = async (way: string) => {
      said.push(way);
      if (!works.includes(way)) throw new SlackError('refused', 'channel_not_found', way);
    };
    return {
      respond: () => say('url'),
      ephemeral: (channel: string) => say(channel),
      openDirect: async () => 'D1',
    };
  };
  const message = { text: 'x', blocks: [] };
  const typed = { user: 'U1', channel: 'C1', responseUrl: 'http://slack/response' };

  it.each([
    ['where they typed', typed, ['url', 'C1', 'D1'], ['url']],
    ['in the channel', { ...typed, responseUrl: null }, ['C1', 'D1'], ['C1']],
    ['in the direct conversation', { ...typed, responseUrl: null, channel: null }, ['D1'], ['D1']],
    ['in the direct conversation where the channel is closed to Sluice', typed, ['D1'], ['url', 'D1']],
  ])('comes %s', async (_, asker, works, ways) => {
    await answerPerson(slack(works), asker, message);
    expect(said).toEqual(ways);
  });

  it.each([
    ['is said plainer where Slack does not take the blocks', 'invalid_blocks', ['url rich', 'url plain']],
    ['is said elsewhere, as it is, where the channel is closed', 'channel_not_found', ['url rich', 'D1 rich']],
  ])('%s', async (_, code, expected) => {
    const tried: string[] = [];
    const rich = { text: 'rich', blocks: [{ type: 'table' }] };
    const say = async (way: string, { text }: { text: string }) => {
      tried.push(`${way} ${text}`);
      if (way === 'url' && text === 'rich') throw new SlackError('refused', code, way);
    };
    const ways = {
      respond: (_url: string, said: { text: string }) => say('url', said),
      ephemeral: (channel: string, _user: string, said: { text: string }) => say(channel, said),
      openDirect: async () => 'D1',
    };
    await answerPerson(ways, typed, rich, { text: 'plain', blocks: [] });
    expect(tried).toEqual(expected);
  });

  it('fails where no way is left', async () => {
    await expect(answerPerson(slack([]), typed, message)).rejects.toThrow(SlackError);
  });
});

describe('what failed, in words', () => {
  it.each([
    [new SlackError('unreachable', '', 'x'), 'Slack did not answer'],
    [new SlackError('refused', 'missing_scope', 'x'), 'Slack refused it'],
    [new SlackError('refused', 'expired_trigger_id', 'x'), 'it took too long, and Slack did not wait for it'],
    [new KubeError('unreachable', 'x'), 'the cluster did not answer'],
    [
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
      "I can't reach my own memory (Redis)",
    ],
    [new Error('Command timed out'), "I can't reach my own memory (Redis)"],
    [
      new Error('Too many Cluster redirections. Last error: ReplyError: CLUSTERDOWN The cluster is down'),
      "I can't reach my own memory (Redis)",
    ],
    [new Error('Failed to refresh slots cache.'), "I can't reach my own memory (Redis)"],
    [new Error('None of startup nodes is available'), "I can't reach my own memory (Redis)"],
    [new Error("OOM command not allowed when used memory > 'maxmemory'."), 'my own memory (Redis) is full'],
    [
      new Error('NOREPLICAS Not enough good replicas to write.'),
      "my own memory (Redis) isn't accepting writes right now",
    ],
    [
      new Error("READONLY You can't write against a read only replica."),
      "my own memory (Redis) isn't accepting writes right now",
    ],
    [
      new Error('MISCONF Redis is configured to save RDB snapshots'),
      "my own memory (Redis) isn't accepting writes right now",
    ],
    [new Error('password=hunter2'), 'something went wrong inside Sluice'],
    ['a text', 'something went wrong inside Sluice'],
  ])('%s: %s', (error, words) => {
    expect(reasonOf(error)).toBe(words);
  });
});

import { SlackError, type SlackPort } from '../platform/slack/port.ts';
import type { Gate } from './gate.ts';

export type OutboxSlack = Pick<SlackPort, 'post' | 'update' | 'find' | 'openDirect' | 'permalink' | 'upload'>;

/** Slack behind the gate. What is only nice to have (pictures, addresses) says nothing about whether Slack works. */
export function throughGate(slack: OutboxSlack, gate: Gate): OutboxSlack {
  return {
    post: (...given) => gate.through('post', () => slack.post(...given)),
    update: (...given) => gate.through('update', () => slack.update(...given)),
    find: (...given) => gate.through('find', () => slack.find(...given)),
    openDirect: (...given) => gate.through('openDirect', () => slack.openDirect(...given)),
    permalink: (...given) => whereOpen(gate, () => slack.permalink(...given)),
    upload: (...given) => whereOpen(gate, () => slack.upload(...given)),
  };
}

async function whereOpen<T>(gate: Gate, work: () => Promise<T>): Promise<T> {
  if (gate.closedUntil() !== null) throw new SlackError('unreachable', 'paused', 'Slack is given a pause');
  return work();
}

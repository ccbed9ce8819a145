import { SlackError, type SlackPort } from '../platform/slack/port.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';

export type OutboxSlack = Pick<SlackPort, 'post' | 'update' | 'find' | 'openDirect' | 'permalink' | 'upload'>;

/** Slack behind the circuit breaker. What is only nice to have (pictures, addresses) says nothing about whether Slack works. */
export function throughBreaker(slack: OutboxSlack, breaker: CircuitBreaker): OutboxSlack {
  return {
    post: (...given) => breaker.through('post', () => slack.post(...given)),
    update: (...given) => breaker.through('update', () => slack.update(...given)),
    find: (...given) => breaker.through('find', () => slack.find(...given)),
    openDirect: (...given) => breaker.through('openDirect', () => slack.openDirect(...given)),
    permalink: (...given) => whereClosed(breaker, () => slack.permalink(...given)),
    upload: (...given) => whereClosed(breaker, () => slack.upload(...given)),
  };
}

async function whereClosed<T>(breaker: CircuitBreaker, work: () => Promise<T>): Promise<T> {
  if (breaker.openUntil() !== null) throw new SlackError('unreachable', 'paused', 'Slack is given a pause');
  return work();
}

import type { RespondArguments } from '@slack/bolt';
import { type Message, toPayload } from '../src/messages/blocks/blocks.ts';
import { brokenMessage } from '../src/messages/refusals/answers.ts';
import { answerPerson, type Recipient } from '../src/platform/slack/answer.ts';
import { SlackError } from '../src/platform/slack/port.ts';
import type { BotDeps } from './deps.ts';

export type { Recipient };

/** Tells one person something. Never throws: an answer that cannot be given is logged. */
export async function answerTo({ slack, requests }: BotDeps, recipient: Recipient, message: Message): Promise<void> {
  try {
    const { plainer } = message;
    await answerPerson(
      slack,
      recipient,
      toPayload(message),
      plainer ? toPayload({ ...message, blocks: plainer }) : null,
    );
  } catch (error) {
    requests.log.warn({ user: recipient.user, err: error }, 'an answer could not be given');
  }
}

/**
 * Does what was asked and answers; whatever goes wrong, the person hears that nothing came of it. Never throws.
 * @param facts for the log, e.g. the release's id
 */
export async function answering(
  deps: BotDeps,
  recipient: Recipient,
  work: () => Promise<Message | null>,
  facts: object = {},
): Promise<void> {
  let message: Message | null;
  try {
    message = await work();
  } catch (error) {
    deps.requests.log.error({ ...facts, user: recipient.user, err: error }, 'a request failed');
    message = brokenMessage(reasonOf(error));
  }
  if (message) await answerTo(deps, recipient, message);
}

/** The body of an acknowledgement that only the person sees. */
export function ackBody(message: Message): RespondArguments {
  return { response_type: 'ephemeral', ...toPayload(message) } as RespondArguments;
}

/** How Redis or its client says it, and what people are told; the first that fits. */
const redisTroubles: readonly (readonly [RegExp, string])[] = [
  [/\bOOM\b/, 'my own memory (Redis) is full'],
  [/\b(?:NOREPLICAS|READONLY|MISCONF)\b/, "my own memory (Redis) isn't accepting writes right now"],
  [
    /redis|max retries|enableOfflineQueue|connection is closed|command timed out|econn|cluster redirections|slots cache|startup nodes/i,
    "I can't reach my own memory (Redis)",
  ],
];

/** In words for people: what failed, not how. */
export function reasonOf(error: unknown): string {
  if (error instanceof SlackError) {
    if (/trigger/.test(error.code)) return 'it took too long, and Slack did not wait for it';
    return error.kind === 'refused' ? 'Slack refused it' : 'Slack did not answer';
  }
  if (error instanceof Error && error.name === 'KubeError') return 'the cluster did not answer';
  const trouble = redisTroubles.find(([said]) => said.test(String(error)));
  return trouble?.[1] ?? 'something went wrong inside Sluice';
}

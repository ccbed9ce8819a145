import type { RespondArguments } from '@slack/bolt';
import { brokenMessage } from '../src/report/answers.ts';
import { type Message, toPayload } from '../src/report/blocks.ts';
import type { BotDeps } from './deps.ts';

/** Where the person is who must be answered, only for their eyes. */
export interface Asker {
  user: string;
  channel: string | null;
  /** Slack's response_url; null for clicks in App Home and forms. */
  responseUrl: string | null;
}

/** Tells one person something. Never throws: an answer that cannot be given is logged. */
export async function answerTo(
  { slack, requests }: BotDeps,
  { user, channel, responseUrl }: Asker,
  message: Message,
): Promise<void> {
  const payload = toPayload(message);
  try {
    if (responseUrl) await slack.respond(responseUrl, payload);
    else await slack.ephemeral(channel ?? (await slack.openDirect(user)), user, payload);
  } catch (error) {
    requests.log.warn({ user, err: error }, 'an answer could not be given');
  }
}

/** Does what was asked and answers; whatever goes wrong, the person hears that nothing came of it. */
export async function answering(deps: BotDeps, asker: Asker, work: () => Promise<Message | null>): Promise<void> {
  let message: Message | null;
  try {
    message = await work();
  } catch (error) {
    deps.requests.log.error({ user: asker.user, err: error }, 'a request failed');
    message = brokenMessage(reasonOf(error));
  }
  if (message) await answerTo(deps, asker, message);
}

/** The body of an acknowledgement that only the person sees. */
export function ackBody(message: Message): RespondArguments {
  return { response_type: 'ephemeral', ...toPayload(message) } as RespondArguments;
}

/** In words for people: what failed, not how. */
export function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'SlackError') return 'Slack did not answer';
  if (name === 'KubeError') return 'the cluster did not answer';
  if (/redis|ioredis|max retries|enableOfflineQueue|Connection is closed/i.test(`${name} ${error}`))
    return 'I cannot reach my own memory (Redis)';
  return 'something went wrong inside Sluice';
}

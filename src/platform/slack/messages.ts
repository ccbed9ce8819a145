import type { FetchFunction } from '@slack/web-api';
import { z } from 'zod';
import { isSlackAddress } from './address.ts';
import type { Call } from './call.ts';
import { slackError } from './errors.ts';
import { eventType, find } from './find.ts';
import { type Mark, type MessageAddress, type Posted, SlackError, type SlackMessage, type Until } from './port.ts';

const postedSchema = z.looseObject({ channel: z.string(), ts: z.string() });

/** Why a response_url took nothing; null where it took it. Slack's own no, such as `invalid_blocks`, is told apart from the rest. */
async function refusalOf(answer: Awaited<ReturnType<FetchFunction>>): Promise<SlackError | null> {
  const body = await answer.text().catch(() => '');
  if (answer.ok && !/"ok":\s*false/.test(body)) return null;
  const said = `response_url answered ${answer.status}`;
  const code = answer.ok || answer.status === 400 ? codeIn(body) : null;
  return code === null ? slackError(new Error(said)) : new SlackError('refused', code, `${said}: ${code}`);
}

/** Slack's code stands alone in the body, or as its `error`. */
function codeIn(body: string): string | null {
  const [, alone, named] = /^\s*([a-z_]+)\s*$|"error":\s*"([a-z_]+)"/.exec(body) ?? [];
  return alone ?? named ?? null;
}

/**
 * Posting, editing and answering.
 * @param apiUrl where the Slack API is not Slack's own
 */
export function messages(call: Call, fetch: FetchFunction, apiUrl: string | undefined) {
  return {
    async post(place: MessageAddress, message: SlackMessage, mark: Mark, until?: Until): Promise<Posted> {
      const { channel, threadTs, broadcast } = place;
      const thread = threadTs ? { thread_ts: threadTs, reply_broadcast: broadcast ?? false } : {};
      const metadata = { event_type: eventType, event_payload: { ...mark } };
      const { channel: id, ts } = postedSchema.parse(
        await call(
          'chat.postMessage',
          { channel, ...message, ...thread, metadata, unfurl_links: false, unfurl_media: false },
          until,
        ),
      );
      return { channel: id, ts };
    },
    async update({ channel, ts }: Posted, message: SlackMessage, until?: Until): Promise<void> {
      await call('chat.update', { channel, ts, ...message }, until);
    },
    find: (place: MessageAddress, mark: Mark, since: number) => find(call, place, mark, since),
    async ephemeral(channel: string, user: string, message: SlackMessage): Promise<void> {
      await call('chat.postEphemeral', { channel, user, ...message });
    },
    async respond(url: string, message: SlackMessage, replaces = false): Promise<void> {
      if (!isSlackAddress(url, apiUrl)) throw new SlackError('refused', '', 'response_url is not an address of Slack');
      const answer = await fetch(url, {
        method: 'POST',
        // It could lead anywhere.
        redirect: 'error',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: replaces, ...message }),
        signal: AbortSignal.timeout(10_000),
      }).catch((error: unknown) => {
        throw slackError(error);
      });
      const refused = await refusalOf(answer);
      if (refused) throw refused;
    },
    async permalink({ channel, ts }: Posted): Promise<string> {
      return z
        .looseObject({ permalink: z.string() })
        .parse(await call('chat.getPermalink', { channel, message_ts: ts })).permalink;
    },
  };
}

import type { SlackMessage, SlackPort } from './port.ts';

/** Where the person is who must be answered, only for their eyes. */
export interface Recipient {
  user: string;
  /** Id of the channel where they typed or clicked; null in App Home and forms. */
  channel: string | null;
  /** Slack's response_url; null for clicks in App Home and forms. */
  responseUrl: string | null;
  /** The answer takes the place of the message that they clicked in, which is only theirs and no longer so. */
  replaces?: boolean;
}

type Ways = Pick<SlackPort, 'respond' | 'ephemeral' | 'openDirect'>;

/**
 * Tells one person something, where they are; in their direct conversation with the bot where that is not possible, as
 * in a channel that the bot is not in. Throws `SlackError` where no way is left.
 */
export async function answerPerson(slack: Ways, recipient: Recipient, message: SlackMessage): Promise<void> {
  const { user, channel, responseUrl, replaces = false } = recipient;
  const there = async () => {
    if (responseUrl) return slack.respond(responseUrl, message, replaces);
    if (channel) return slack.ephemeral(channel, user, message);
    throw new Error('the person is in no channel');
  };
  await there().catch(async () => slack.ephemeral(await slack.openDirect(user), user, message));
}

import { SlackError, type SlackMessage, type SlackPort } from './port.ts';
import { remedyOf } from './remedies.ts';

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
 * @param plainer what is said instead where Slack does not take the blocks, as of a kind that a workspace lacks; null: nothing
 */
export async function answerPerson(
  slack: Ways,
  recipient: Recipient,
  message: SlackMessage,
  plainer: SlackMessage | null = null,
): Promise<void> {
  const { user, channel, responseUrl, replaces = false } = recipient;
  const there = async (said: SlackMessage) => {
    if (responseUrl) return slack.respond(responseUrl, said, replaces);
    if (channel) return slack.ephemeral(channel, user, said);
    throw new Error('the person is in no channel');
  };
  const orPlainer = (way: (said: SlackMessage) => Promise<void>) =>
    way(message).catch((error: unknown) => {
      if (plainer === null || !(error instanceof SlackError) || remedyOf(error) !== 'plainer') throw error;
      return way(plainer);
    });
  await orPlainer(there).catch(async () => {
    const direct = await slack.openDirect(user);
    await orPlainer((said) => slack.ephemeral(direct, user, said));
  });
}

import type { Release } from '../domain/release.ts';
import { type Message, message, section } from '../messages/blocks/blocks.ts';
import { date } from './format.ts';
import { mentionChannel } from './people.ts';
import { releaseTitle } from './sentences.ts';
import { say } from './words.ts';

/** Slack's codes for a closed channel, in words that follow "since". */
const reasons: Record<string, string> = {
  is_archived: 'was archived',
  is_inactive: 'was archived',
  channel_not_found: "is gone, or is private and Sluice isn't in it",
  not_in_channel: 'no longer has Sluice as a member',
};

/** Why somebody is told of a release in their direct conversation. @param why Slack's own code */
export function movedNote(release: Release, channel: string, why: string): Message {
  const where = mentionChannel(channel);
  const what = say`Release #${release.number} (${releaseTitle(release.plan)}) continues here: ${where} ${reasons[why] ?? "doesn't accept messages from Sluice"}.`;
  const then = say` You're getting this because you requested it or can decide on it.`;
  return message(say`${what}${then}`, [section(say`${what}${then}`)]);
}

/** That people were called past Slack. @param at ms since the epoch */
export function raisedNote(at: number, notifier: string): Message {
  const words = say`On-call was notified of this by ${notifier} ${date(at)}: Slack hadn't accepted it in time.`;
  return message(words, [section(words)]);
}

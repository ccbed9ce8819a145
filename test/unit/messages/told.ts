import { expect } from 'vitest';
import type { Message } from '../../../src/messages/blocks/blocks.ts';
import { card } from '../../../src/messages/card/card.ts';
import type { ThreadMessage } from '../../../src/messages/thread/thread.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';

const groups: Record<string, string> = { 'payments-leads': 'S0LEADS', 'oncall-payments': 'S0ONCALL' };
/** What the thread is told with: the groups that Slack knows, and where the thread is. */
export const view = {
  directory: { groupId: (handle: string) => groups[handle] ?? null },
  thread: 'https://chat.example/p1',
};

/** What a release's thread says by now, each message of it sound and with a key of its own. */
export function told(story: ReleaseStory): ThreadMessage[] {
  const messages = threadMessages(story.events, story.now, view);
  for (const { message } of messages) expectSound(message);
  expect(new Set(messages.map(({ key }) => key)).size).toBe(messages.length);
  return messages;
}

/** The message of this key; throws where there is none. */
export function find(story: ReleaseStory, key: string): ThreadMessage {
  const messages = told(story);
  const found = messages.find((message) => message.key === key);
  if (!found) throw new Error(`no ${key} among ${messages.map((message) => message.key).join(', ')}`);
  return found;
}

/** The words of the thread's notes, which are neither alerts nor the report. */
export const notes = (story: ReleaseStory) =>
  told(story).flatMap(({ kind, message }) => (kind === 'note' ? [wordsOf(message)] : []));
/** 2.5.0 has a quarter of the traffic. */
export const running = () =>
  releaseStory({ from: '2.4.1', to: '2.5.0' }).after(1000).approve().start().until(5).steps(2).begin();

const leads = { directory: { groupId: (handle: string) => (handle === 'payments-leads' ? 'S0LEADS' : null) } };

/** A release's card by now, which is sound and names both versions. */
export function cardOf(story: ReleaseStory): Message {
  const message = card(story.release, story.now, leads);
  expectSound(message);
  expect(message.text).toContain(story.plan.from.version);
  expect(message.text).toContain(story.plan.to.version);
  return message;
}

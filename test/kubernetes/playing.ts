import { expect } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { channel, longMs, reportOf, wordsOf } from '../story/world.ts';
import type { RealStage } from './world.ts';

/** A person asks, and the card comes: of this version of this service, since others come at the same time. */
export async function askFor({ world }: RealStage, command: string, who: string = people.aoi): Promise<Message> {
  const before = new Set(world.slack.messages(channel).map(({ ts }) => ts));
  const title = command.split(' ').slice(0, 2).join(' ');
  const heard = await world.slack.as(who).command(channel, `/deploy ${command}`);
  if (!heard.ok) throw new Error(heard.error);
  const isCard = ({ ts, threadTs, text }: Message) =>
    !before.has(ts) && !threadTs && text.includes(title) && text.includes('→');
  return world.slack.waitForMessage(isCard, longMs);
}

/** Resolves when the card says this. */
export function cardSays({ world }: RealStage, card: Message, words: string): Promise<Message> {
  return world.slack.waitForMessage((message) => message.ts === card.ts && wordsOf(message).includes(words), longMs);
}

/** Somebody presses a button of the card as it is by now. */
export async function press({ world }: RealStage, card: Message, button: string): Promise<void> {
  const now = world.slack.messages(channel).find(({ ts }) => ts === card.ts);
  await world.slack.as(people.ren).click(now ?? card, button);
}

/**
 * Plays a release to its end in staging. Nothing of its service is another then: after a success but for the image.
 * @param meanwhile what happens once the card is there
 * @param changed what that leaves of how the service was
 */
export async function play(
  here: RealStage,
  command: string,
  end: 'SUCCESS' | 'B STAYS' | 'ROLLBACK',
  meanwhile: (card: Message) => Promise<unknown> = async () => undefined,
  changed: (before: string) => string = (before) => before,
): Promise<void> {
  const [service = '', version] = command.split(' ');
  const before = await here.wanted('staging', service);
  const was = (await here.images('staging'))[service];
  const card = await askFor(here, command);
  await meanwhile(card);
  expect(`${command}: ${(await reportOf(here, card)).text}`).toContain(end);
  expect((await here.images('staging'))[service]).toBe(end === 'ROLLBACK' ? was : `${service}:${version}`);
  const plain = (text: string) => text.replaceAll(/shop\/\w+:[^"]*/g, 'shop');
  expect(plain(await here.wanted('staging', service))).toBe(plain(changed(before)));
}

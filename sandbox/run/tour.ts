import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../slack/index.ts';
import { people } from '../world/people.ts';
import type { SandboxWorld } from '../world/start.ts';

const channel = 'releases';
const reportMs = 180_000;
/** Time to read a card or a report, in milliseconds. */
const readingMs = 7000;

/**
 * Plays the whole story by itself, at a pace one can read: a good release, approved; a bad one that goes back; a bad
 * feature that goes back by its flag; a migration that is undone. */
export async function playTour({ slack }: SandboxWorld, say: (line: string) => void): Promise<void> {
  const tell = (line: string) => {
    say(line);
    for (const id of Object.values(people)) slack.toast(id, line);
  };
  await release('checkout 2.4.1', 'Aoi asks for checkout 2.4.1 in production.');
  tell('2.4.1 is released. The report is in the thread and in the channel.');
  await delay(readingMs);
  await release('checkout 2.5.0', 'Now Aoi asks for 2.5.0, which fails some requests.');
  tell('2.5.0 was worse: traffic is back on 2.4.1, and the people on call were told why.');
  await delay(readingMs);
  await release('pricing 1.5.0', 'Aoi asks for pricing 1.5.0. The feature in it is behind a flag, and fails.');
  tell('The flag is off again, a second after the verdict; the version, which is good, stays.');
  await delay(readingMs);
  await release('orders 7.3.0', 'Aoi asks for orders 7.3.0, which needs a column in its database, and is bad.');
  tell('Users first, then the column: 7.2.0 is back, and the database as it was. Your turn: type /deploy');

  async function release(what: string, line: string): Promise<void> {
    const [service = '', version = ''] = what.split(' ');
    tell(line);
    await delay(readingMs / 3);
    const before = reports();
    await slack.as(people.aoi).command(channel, `/deploy ${service} ${version} to production because the tour`);
    const card = await slack.waitForMessage((message) => isCard(message, version), 20_000);
    tell('The card says what will happen, and how each step is undone.');
    await delay(readingMs);
    tell(`Mika, who may approve, approves ${version}.`);
    await slack.as(people.mika).click(card, 'approve');
    await delay(readingMs / 3);
    tell('Watch the card, or open its thread: it grows while errors and latency are compared.');
    await slack.waitForMessage(() => reports() > before, reportMs);
  }

  function reports(): number {
    return slack.messages(channel).filter(({ text }) => text.startsWith('Deployment report')).length;
  }
}

function isCard({ text, blocks, attachments }: Message, version: string): boolean {
  return text.includes(version) && JSON.stringify([blocks, attachments]).includes('"approve"');
}

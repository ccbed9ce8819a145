import { doneMessage } from '../../src/report/answers.ts';
import type { Message } from '../../src/report/blocks.ts';
import { refusal } from '../../src/report/refusals.ts';
import { storyOf } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/** Tries a stuck step again without waiting for its turn. */
export async function retryNow({ requests }: BotDeps, { value }: Click): Promise<Message> {
  const story = value ? await storyOf(requests.store, value.id) : null;
  if (!story) return foreignButton();
  const { release } = story;
  if (release.phase.kind === 'ended') {
    return refusal(
      { code: 'not-live', facts: { number: String(release.number), outcome: release.phase.outcome } },
      { directory: requests.people },
    );
  }
  await requests.queue.wake(release.id);
  return doneMessage('retry', release);
}

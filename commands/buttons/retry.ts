import { endingOf } from '../../src/domain/ab-test.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { doneMessage } from '../../src/messages/refusals/answers.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { historyOf } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/** Tries a stuck step again without waiting for its turn. */
export async function retry({ requests }: BotDeps, { value }: Click): Promise<Message> {
  const found = value ? await historyOf(requests.store, value.id) : null;
  if (!found) return foreignButton();
  const { release } = found;
  if (release.phase.kind === 'ended') {
    return refusal(
      { code: 'not-live', number: release.number, place: null, outcome: endingOf(release.phase) },
      { directory: requests.people },
    );
  }
  await requests.queue.wake(release.id);
  return doneMessage('retry', release);
}

import { waitsForApproval } from '../../domain/approval.ts';
import type { Release } from '../../domain/release.ts';
import type { Message } from '../blocks/blocks.ts';
import { endedCard } from './ended.ts';
import { holdCard } from './hold.ts';
import type { View } from './parts.ts';
import { queuedCard } from './queued.ts';
import { rollingBackCard } from './rollback.ts';
import { runningCard } from './running.ts';
import { startingCard } from './starting.ts';
import { waitingCard } from './waiting.ts';

/**
 * The one message of a release in its channel, edited from the request to the end.
 * @param now milliseconds since the epoch: times left are counted from it
 */
export function card(release: Release, now: number, view: View): Message {
  const { phase } = release;
  switch (phase.kind) {
    case 'queued':
      return queuedCard(release, phase);
    case 'awaiting-approval':
      return waitsForApproval(release) ? waitingCard(release, view) : startingCard(release, view);
    case 'running':
      return release.hold ? holdCard(release, release.hold, now) : runningCard(release, now, view);
    case 'rolling-back':
      return rollingBackCard(release, phase, now, view);
    case 'ended':
      return endedCard(release, phase, view);
  }
}

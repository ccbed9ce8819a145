import { expect } from 'vitest';
import { type Ending, endingOf } from '../../../src/domain/ab-test.ts';
import type { Outcome } from '../../../src/domain/reasons.ts';
import { visible } from '../../support/engine-world.ts';
import { type Played, withNewVersion } from '../../support/every-strategy.ts';
import type { Playing } from '../../support/playing.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from '../messages/told.ts';

/** Runs it to its end, and expects that the cluster is as that end says, to the byte, and that people were told. */
export async function endsAs(playing: Playing, row: Played, outcome: Outcome, where: string): Promise<void> {
  const { world, before, overloads } = playing;
  const { phase } = await world.run();
  if (phase.kind !== 'ended') throw new Error(`it has not ended ${where}`);
  expect(phase, where).toMatchObject({ kind: 'ended', outcome });
  const after = outcome === 'succeeded' && row.bringsIn ? withNewVersion(before) : before;
  expect(visible(world.kube), where).toEqual(after);
  expect(overloads(), where).toEqual([]);
  expect(await toldOf(playing), where).toEqual(expect.arrayContaining(expectedNews(endingOf(phase))));
}

/** Keys of the messages that people got beside the card. */
export async function toldOf({ world }: Playing): Promise<string[]> {
  return threadMessages(await world.events(), world.clock.now(), view).map(({ key }) => key);
}

function expectedNews(ending: Ending): string[] {
  switch (ending) {
    case 'succeeded':
    // Nothing has failed: the test is over.
    case 'a-stays':
      return ['report'];
    case 'rolled-back':
    case 'superseded':
    case 'kept':
    case 'handed-over':
      return ['report', 'alert:rollback'];
    case 'expired':
      return ['alert:expired'];
    case 'rejected':
    case 'withdrawn':
      return [];
  }
}

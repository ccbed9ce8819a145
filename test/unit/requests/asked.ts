import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { ask } from '../../../src/requests/ask.ts';
import type { NewRequest } from '../../../src/requests/place.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

/** A person who is in no group. */
export const stranger = { id: 'U0STRANGER', name: 'stranger' };

/** The use cases when release r1 of checkout waits for approval in production. */
export async function asked(change: Partial<NewRequest> = {}) {
  const world = await createRequestWorld();
  await ask(world.deps, wants(change));
  const release = async () => {
    const loaded = await world.deps.store.load('r1');
    if (loaded.kind !== 'found') throw new Error('no log');
    return foldLog(loaded.events);
  };
  const add = async (...events: ReleaseEvent[]) => world.deps.store.append('r1', (await release()).version, events);
  return { ...world, release, add, digest: (await release()).digest };
}

import type { RequestDeps } from './deps.ts';
import { liveReleases } from './queries.ts';

/** Those beyond are looked at when they ask their gates again. */
const mostWoken = 1000;

/** A switch was turned: releases that ask a person for a gate's sake look whether they still have to. Never rejects. */
export async function wakeHeld({ store, queue, log }: Pick<RequestDeps, 'store' | 'queue' | 'log'>): Promise<void> {
  try {
    const live = await liveReleases(store, mostWoken);
    const held = live.filter(({ hold }) => hold?.code === 'gate');
    await Promise.all(held.map(({ id }) => queue.wake(id)));
  } catch (error) {
    log.warn({ err: error }, 'releases that wait for a switch look again by themselves');
  }
}

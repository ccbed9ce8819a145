import type { ReleaseEvent } from '../domain/events.ts';
import { fold, foldLog } from '../domain/fold.ts';
import { numberOf } from '../domain/names.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Unreadable } from '../store/release-store.ts';
import type { RequestDeps } from './deps.ts';

export type Changed = { kind: 'changed'; release: Release } | { kind: 'refused'; refusal: Refusal };

/** What a person's decision would append to the log as it stands, or why it may not. */
export type Ruling = { kind: 'append'; event: ReleaseEvent } | { kind: 'refused'; refusal: Refusal };
export type Rule = (release: Release, now: number) => Ruling | Promise<Ruling>;

export function append(event: ReleaseEvent): Ruling {
  return { kind: 'append', event };
}

export function refuse(refusal: Refusal): { kind: 'refused'; refusal: Refusal } {
  return { kind: 'refused', refusal };
}

const tries = 8;

/**
 * Puts a person's decision into the log and wakes the release. The rule is asked again each time somebody else was
 * quicker, so a decision always counts against the state it lands on.
 */
export async function change(deps: RequestDeps, id: string, rule: Rule): Promise<Changed> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const loaded = await deps.store.load(id);
    if (loaded.kind !== 'found') return refuse(await unreadable(deps, id, loaded.kind));
    const release = foldLog(loaded.events);
    const ruling = await rule(release, deps.clock.now());
    if (ruling.kind === 'refused') return ruling;
    const { event } = ruling;
    const saved = await deps.store.append(id, release.version, [event]);
    if (saved.kind === 'conflict') continue;
    await Promise.all([deps.queue.wake(id), deps.queue.tell(id, true)]);
    deps.log.info({ release: id, event: event.type }, 'decided');
    return { kind: 'changed', release: fold(release, event) };
  }
  return refuse({ code: 'not-possible-now', number: numberOf(id), place: null, state: null });
}

/** Where the release is live all the same, a worker looks at it and tells the channel. */
async function unreadable(deps: RequestDeps, id: string, why: Unreadable['kind']): Promise<Refusal> {
  if ((await deps.store.fencingToken(id)) === null) return { code: 'unknown-release', named: id.replace(/^r/, '#') };
  await Promise.all([deps.queue.wake(id), deps.queue.tell(id, true)]);
  return { code: 'quarantined', number: numberOf(id), why };
}

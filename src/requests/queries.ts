import type { ReleaseEvent } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import type { ReleaseStore } from '../store/release-store.ts';

/** A release with its log, for reports. */
export interface Story {
  release: Release;
  events: ReleaseEvent[];
}

export async function storyOf(store: ReleaseStore, id: string): Promise<Story | null> {
  const loaded = await store.load(id);
  return loaded.kind === 'found' ? { release: foldLog(loaded.events), events: loaded.events } : null;
}

/** Live releases, the newest first. Logs that cannot be read are left out. */
export async function liveReleases(store: ReleaseStore): Promise<Release[]> {
  const found = await Promise.all((await store.live()).map((id) => storyOf(store, id)));
  return found.flatMap((story) => (story ? [story.release] : [])).sort((a, b) => b.number - a.number);
}

/** The last releases, the newest first. */
export async function pastReleases(
  store: ReleaseStore,
  query: { service?: string; environment?: string; limit: number },
): Promise<Release[]> {
  const found = await Promise.all((await store.history(query)).map((id) => storyOf(store, id)));
  return found.flatMap((story) => (story ? [story.release] : []));
}

/**
 * The release that a person means: `#142`, `142`, or a service (with an environment, where it is live in several):
 * the live one, otherwise the last.
 */
export async function findRelease(
  store: ReleaseStore,
  word: string,
  environment: string | null,
): Promise<Story | null> {
  const number = /^#?(\d+)$/.exec(word)?.[1];
  if (number) {
    const id = await store.idOfNumber(Number(number));
    return id ? storyOf(store, id) : null;
  }
  const past = await pastReleases(store, { service: word, ...(environment ? { environment } : {}), limit: 20 });
  const wanted = past.find((release) => release.phase.kind !== 'ended') ?? past[0];
  return wanted ? storyOf(store, wanted.id) : null;
}

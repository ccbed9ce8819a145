import type { Clock } from '../../platform/clock.ts';
import { latest } from '../../platform/latest.ts';
import { type Content, readContent, readIdentities } from './image-content.ts';
import type { Identities } from './image-source.ts';
import type { RepositoryRef } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';
import { listTags, type Tags } from './tags.ts';

const listMs = 10_000;
const tagsFreshMs = 20_000;
const imagesKept = 1000;
/** Of repositories; each may name many thousand tags. */
const listingsKept = 200;

/** What a digest stands for never changes: what is known of it is kept, what isn't yet is asked again. */
export function cachedContent(client: RegistryClient) {
  const kept = latest<Content>(imagesKept);
  return async (ref: RepositoryRef, digest: string, until: number): Promise<Content> => {
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const content = await readContent({ client, ref, until }, digest);
    if (content.kind === 'no-image' || (content.kind === 'image' && content.whole)) kept.set(digest, content);
    return content;
  };
}

export function cachedIdentities(client: RegistryClient) {
  const kept = latest<Identities>(imagesKept);
  return async (ref: RepositoryRef, digest: string, until: number): Promise<Identities> => {
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const identities = await readIdentities({ client, ref, until }, digest);
    if (identities.complete) kept.set(digest, identities);
    return identities;
  };
}

/** One listing at a time per repository, fresh for some seconds: a form asks at every key press. */
export function cachedTags(clock: Clock, client: RegistryClient) {
  const kept = latest<{ until: number; listed: Promise<Tags> }>(listingsKept);
  return (ref: RepositoryRef): Promise<Tags> => {
    const key = `${ref.origin}/${ref.path}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > clock.now()) return known.listed;
    const listed = listTags(client, ref, clock.now() + listMs).then((tags): Tags => {
      if (tags.kind === 'failed') kept.delete(key);
      return tags;
    });
    kept.set(key, { until: clock.now() + tagsFreshMs, listed });
    return listed;
  };
}

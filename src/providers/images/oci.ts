import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { HttpClient } from '../../platform/http.ts';
import { nearest } from '../../platform/nearest.ts';
import type { CredentialStore } from './docker-config.ts';
import type { ImageSource, Resolved } from './image-source.ts';
import type { OciConfig } from './kinds/oci.ts';
import { type ImageDetails, manifestTypes, noDetails, readDetails, sha256 } from './manifests.ts';
import { kindOfVersion, parseRepository, type RepositoryRef, shortDigest } from './reference.ts';
import { createRegistryClient, type RegistryClient } from './registry-client.ts';
import { listTags, type Tags } from './tags.ts';

export interface ImageDeps {
  http: HttpClient;
  clock: Clock;
  credentials: CredentialStore;
}

/** A person waits for the answer. */
const resolveMs = 10_000;
const listMs = 10_000;
const tagsFreshMs = 20_000;
const detailsKept = 1000;
/** Of repositories; each may name many thousand tags. */
const listingsKept = 200;

/** Versions from an OCI registry. */
export function ociImages(deps: ImageDeps, config: OciConfig): ImageSource {
  const client = createRegistryClient(deps);
  const tagsOf = cachedTags(deps.clock, client);
  const detailsOf = cachedDetails(client);

  return {
    async resolve(repository, version) {
      const ref = parseRepository(repository, config.insecure ?? false);
      const kind = kindOfVersion(version);
      if (kind === null) return unknown(version, await tagsOf(ref));
      const until = deps.clock.now() + resolveMs;
      const found = await digestOf(client, ref, version, until);
      if (found.kind === 'failed') return found;
      if (found.kind === 'missing') return unknown(version, await tagsOf(ref));
      const { digest } = found;
      if (kind === 'digest' && digest !== version) {
        return { kind: 'failed', detail: `${ref.host} answered with another image than ${version}` };
      }
      const details = await detailsOf(ref, digest, until);
      const named = kind === 'tag' ? `${repository}:${version}` : repository;
      const shown = kind === 'tag' ? version : shortDigest(digest);
      return { kind: 'found', image: { version: shown, image: `${named}@${digest}`, digest, ...details } };
    },
    async versions(repository, limit) {
      const listed = await tagsOf(parseRepository(repository, config.insecure ?? false));
      return listed.kind === 'listed' ? listed.tags.slice(0, limit) : [];
    },
  };
}

/** The newest where nothing is near: something to choose from. */
function unknown(version: string, listed: Tags): Resolved {
  if (listed.kind === 'failed') return listed;
  const near = nearest(version, listed.tags);
  return { kind: 'unknown', nearest: near.length > 0 ? near : listed.tags.slice(0, 3) };
}

type Digest = { kind: 'digest'; digest: string } | { kind: 'missing' } | { kind: 'failed'; detail: string };

/** HEAD costs nothing at registries that count pulls; where it does not tell, the manifest itself is hashed. */
async function digestOf(client: RegistryClient, ref: RepositoryRef, version: string, until: number): Promise<Digest> {
  const path = `/v2/${ref.path}/manifests/${version}`;
  const head = await client(ref, { method: 'HEAD', path, accept: manifestTypes, until });
  if (head.kind === 'failed') return head;
  if (head.status === 404) return { kind: 'missing' };
  const told = head.headers['docker-content-digest'];
  if (head.status === 200 && told !== undefined && kindOfVersion(told) === 'digest')
    return { kind: 'digest', digest: told };
  const got = await client(ref, { path, accept: manifestTypes, until });
  if (got.kind === 'failed') return got;
  if (got.status === 404) return { kind: 'missing' };
  if (got.status !== 200)
    return { kind: 'failed', detail: `${ref.host} does not tell about ${ref.path} (HTTP ${got.status})` };
  return { kind: 'digest', digest: sha256(got.body) };
}

/** What a digest stands for never changes. Without an answer the details stay unknown; they are not worth a refusal. */
function cachedDetails(client: RegistryClient) {
  const kept = new LRUCache<string, ImageDetails>({ max: detailsKept });
  return async (ref: RepositoryRef, digest: string, until: number): Promise<ImageDetails> => {
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const details = await readDetails(client, ref, digest, until);
    if (details === null) return noDetails;
    kept.set(digest, details);
    return details;
  };
}

/** One listing at a time per repository, fresh for some seconds: a form asks at every key press. */
function cachedTags(clock: Clock, client: RegistryClient) {
  const kept = new LRUCache<string, { until: number; listed: Promise<Tags> }>({ max: listingsKept });
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

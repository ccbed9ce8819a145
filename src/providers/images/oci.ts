import { versionOfDigest } from '../../domain/image-reference.ts';
import { parseJson } from '../../domain/json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpClient } from '../../platform/http.ts';
import { nearest } from '../../platform/nearest.ts';
import type { CredentialStore } from './docker-config.ts';
import { cachedContent, cachedIdentities, cachedTags } from './image-cache.ts';
import type { ImageSource, Resolved } from './image-source.ts';
import type { OciConfig } from './kinds/oci.ts';
import { manifestTypes, noDetails, readManifest, sha256 } from './manifests.ts';
import { kindOfVersion, parseRepository, type RepositoryRef } from './reference.ts';
import { createRegistryClient, type RegistryClient } from './registry-client.ts';
import type { Tags } from './tags.ts';

export interface ImageDeps {
  http: HttpClient;
  clock: Clock;
  credentials: CredentialStore;
}

/** A person waits for the answer. */
const resolveMs = 10_000;

/** Versions from an OCI registry. */
export function ociImages(deps: ImageDeps, config: OciConfig): ImageSource {
  const client = createRegistryClient(deps);
  const tagsOf = cachedTags(deps.clock, client);
  const contentOf = cachedContent(client);
  const identitiesOf = cachedIdentities(client);
  const refOf = (repository: string) => parseRepository(repository, config.insecure ?? false);

  return {
    async resolve(repository, version) {
      const ref = refOf(repository);
      if (kindOfVersion(version) === null) return unknown(version, await tagsOf(ref));
      const until = deps.clock.now() + resolveMs;
      const pinned = await pin({ client, contentOf }, ref, { version, until });
      switch (pinned.kind) {
        case 'failed':
          return pinned;
        case 'missing':
          return unknown(version, await tagsOf(ref));
        case 'pinned':
          return imageOf(repository, version, pinned);
      }
    },
    async versions(repository, limit) {
      const listed = await tagsOf(refOf(repository));
      if (listed.kind === 'failed') return { versions: [], incomplete: listed.detail };
      return { versions: listed.tags.slice(0, limit), incomplete: listed.incomplete };
    },
    identities: (repository, digest) => identitiesOf(refOf(repository), digest, deps.clock.now() + resolveMs),
  };
}

function imageOf(repository: string, version: string, { digest, content }: Pinned): Resolved {
  if (content.kind === 'no-image') {
    return { kind: 'failed', detail: `${repository} has ${content.what} as ${version}, and no image`, why: 'no-image' };
  }
  const tag = kindOfVersion(version) === 'tag';
  const details = content.kind === 'image' ? content.details : noDetails;
  const shown = tag ? version : versionOfDigest(digest);
  const image = `${repository}${tag ? `:${version}` : ''}@${digest}`;
  return { kind: 'found', image: { version: shown, image, digest, ...details } };
}

/** The newest where nothing is near: something to choose from. */
function unknown(version: string, listed: Tags): Resolved {
  if (listed.kind === 'failed') return listed;
  const near = nearest(version, listed.tags);
  const offered = near.length > 0 ? near : listed.tags.slice(0, 3);
  return {
    kind: 'unknown',
    nearest: offered,
    ...(listed.incomplete === null ? {} : { incomplete: listed.incomplete }),
  };
}

interface Pinned {
  kind: 'pinned';
  digest: string;
  content: Exclude<Awaited<ReturnType<ReturnType<typeof cachedContent>>>, { kind: 'forged' }>;
}

type Failed = { kind: 'failed'; detail: string };

interface Looks {
  client: RegistryClient;
  contentOf: ReturnType<typeof cachedContent>;
}

interface Wanted {
  version: string;
  until: number;
}

/**
 * A version's digest, and what is behind it. HEAD costs nothing at registries that count pulls; where it doesn't tell, or
 * names a digest that stands for something else, the manifest itself is hashed.
 */
async function pin(looks: Looks, ref: RepositoryRef, wanted: Wanted): Promise<Pinned | { kind: 'missing' } | Failed> {
  const told = await headDigest(looks.client, ref, wanted);
  if (told.kind === 'failed') return told;
  if (told.kind === 'digest') {
    const content = await looks.contentOf(ref, told.digest, wanted.until);
    if (content.kind !== 'forged') return pinned(ref, wanted, { kind: 'pinned', digest: told.digest, content });
  }
  const got = await bodyDigest(looks.client, ref, wanted);
  if (got.kind === 'no-manifest')
    return told.kind === 'silent' && told.status === 404 ? { kind: 'missing' } : noManifest(ref, wanted);
  if (got.kind !== 'digest') return got;
  const content = await looks.contentOf(ref, got.digest, wanted.until);
  if (content.kind !== 'forged') return pinned(ref, wanted, { kind: 'pinned', digest: got.digest, content });
  return { kind: 'failed', detail: `${ref.host} has something else under ${got.digest} than an image of that digest` };
}

function noManifest(ref: RepositoryRef, { version }: Wanted): Failed {
  return {
    kind: 'failed',
    detail: `${ref.host} answers with something else than a manifest for ${ref.path}:${version}`,
  };
}

/** What was asked for by its digest is never another image. */
function pinned(ref: RepositoryRef, { version }: Wanted, found: Pinned): Pinned | Failed {
  if (kindOfVersion(version) !== 'digest' || found.digest === version) return found;
  return { kind: 'failed', detail: `${ref.host} answered with another image than ${version}` };
}

type Digest = { kind: 'digest'; digest: string };

function manifestPath(ref: RepositoryRef, version: string): string {
  return `/v2/${ref.path}/manifests/${version}`;
}

/** `silent` where GET may know more: some registries answer HEAD with 403, 404, 405 or without a digest. */
async function headDigest(
  client: RegistryClient,
  ref: RepositoryRef,
  { version, until }: Wanted,
): Promise<Digest | Failed | { kind: 'silent'; status: number }> {
  const path = manifestPath(ref, version);
  const head = await client(ref, { method: 'HEAD', path, accept: manifestTypes, until });
  if (head.kind === 'failed') {
    const { status, detail } = head;
    return status === 403 || status === 501 ? { kind: 'silent', status } : { kind: 'failed', detail };
  }
  const told = head.headers['docker-content-digest']?.trim().toLowerCase();
  const known = head.status === 200 && told !== undefined && kindOfVersion(told) === 'digest';
  return known ? { kind: 'digest', digest: told } : { kind: 'silent', status: head.status };
}

async function bodyDigest(
  client: RegistryClient,
  ref: RepositoryRef,
  { version, until }: Wanted,
): Promise<Digest | Failed | { kind: 'missing' } | { kind: 'no-manifest' }> {
  const got = await client(ref, { path: manifestPath(ref, version), accept: manifestTypes, until });
  if (got.kind === 'failed') return { kind: 'failed', detail: got.detail };
  if (got.status === 404) return { kind: 'missing' };
  if (got.status === 200) {
    const read = readManifest(parseJson(got.body.toString()));
    return read.kind === 'unreadable' ? { kind: 'no-manifest' } : { kind: 'digest', digest: sha256(got.body) };
  }
  return { kind: 'failed', detail: `${ref.host} does not tell about ${ref.path} (HTTP ${got.status})` };
}

import { parseJson } from '../../domain/json.ts';
import type { Identities } from './image-source.ts';
import {
  type Child,
  type ImageDetails,
  manifestTypes,
  noDetails,
  type Read,
  readDetails,
  readManifest,
  sha256,
} from './manifests.ts';
import type { RepositoryRef } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

/** Of one manifest or configuration; they have some kilobytes, and are read while others wait. */
const maxBytes = 1024 * 1024;
/** Of an index: more platforms than anybody builds for. */
const mostPlatforms = 16;

/**
 * What the registry has under a digest. `forged`: something else than a manifest of that digest. `unknown`: it doesn't say.
 * `whole`: nothing more would be learned by asking again.
 */
export type Content =
  | { kind: 'image'; details: ImageDetails; whole: boolean }
  | { kind: 'no-image'; what: string }
  | { kind: 'forged' }
  | { kind: 'unknown' };

type Fetched = { kind: 'json'; value: unknown } | { kind: 'forged' } | { kind: 'none' };

/** Everything that is asked of one image. */
interface Asking {
  client: RegistryClient;
  ref: RepositoryRef;
  until: number;
}

/** Reads a digest's manifest, and the labels of the image (of linux/amd64 where there are several). Never throws. */
export async function readContent(asking: Asking, digest: string): Promise<Content> {
  const fetched = await manifestAt(asking, digest);
  if (fetched.kind === 'forged') return fetched;
  if (fetched.kind === 'none') return { kind: 'unknown' };
  const top = readManifest(fetched.value);
  switch (top.kind) {
    case 'no-image':
      return top;
    case 'unreadable':
      return { kind: 'forged' };
    case 'image':
      return imageOf(await detailsOf(asking, top, []));
    case 'index': {
      const child = await childManifest(asking, top.children);
      if (child.kind === 'no-image') return child;
      return imageOf(child.kind === 'image' ? await detailsOf(asking, child, [top.annotations]) : null);
    }
  }
}

function imageOf(details: ImageDetails | null): Content {
  return { kind: 'image', details: details ?? noDetails, whole: details !== null };
}

/** See `Identities`. Never throws. */
export async function readIdentities(asking: Asking, digest: string): Promise<Identities> {
  const top = await readAt(asking, digest);
  if (top.kind === 'image') return identities([digest, top.config], top.config !== null);
  if (top.kind !== 'index') return identities([digest], false);
  const children = top.children.slice(0, mostPlatforms).map((child) => child.digest);
  const below = await Promise.all(children.map((child) => readAt(asking, child)));
  const configs = below.map((read) => (read.kind === 'image' ? read.config : null));
  const complete = top.children.length <= mostPlatforms && !configs.includes(null);
  return identities([digest, ...children, ...configs], complete);
}

function identities(digests: readonly (string | null)[], complete: boolean): Identities {
  return { digests: new Set(digests.filter((each) => each !== null)), complete };
}

async function readAt(asking: Asking, digest: string): Promise<Read> {
  const fetched = await manifestAt(asking, digest);
  return fetched.kind === 'json' ? readManifest(fetched.value) : { kind: 'unreadable' };
}

/** The first of its images, the usual platform's before others'; what it holds instead, where it holds none. */
async function childManifest(asking: Asking, children: readonly Child[]): Promise<Read> {
  const [first, ...others] = usualFirst(children).slice(0, mostPlatforms);
  const read = await grandchild(asking, await readAt(asking, first?.digest ?? ''));
  for (const { digest } of read.kind === 'no-image' ? others : []) {
    const other = await grandchild(asking, await readAt(asking, digest));
    if (other.kind !== 'no-image') return other;
  }
  return read;
}

/** An index may hold another one. */
async function grandchild(asking: Asking, read: Read): Promise<Read> {
  return read.kind === 'index' ? readAt(asking, usualFirst(read.children)[0]?.digest ?? '') : read;
}

function usualFirst(children: readonly Child[]): Child[] {
  const isUsual = ({ os, architecture }: Child) => os === 'linux' && architecture === 'amd64';
  return [...children.filter(isUsual), ...children.filter((child) => !isUsual(child))];
}

async function detailsOf(
  asking: Asking,
  { config, annotations }: Extract<Read, { kind: 'image' }>,
  above: readonly ReadonlyMap<string, string>[],
): Promise<ImageDetails | null> {
  if (config === null) return null;
  const fetched = await fetchAt(asking, `/v2/${asking.ref.path}/blobs/${config}`, config);
  return fetched.kind === 'json' ? readDetails(fetched.value, [...above, annotations]) : null;
}

function manifestAt(asking: Asking, digest: string): Promise<Fetched> {
  return fetchAt(asking, `/v2/${asking.ref.path}/manifests/${digest}`, digest, manifestTypes);
}

/** All content is checked against its digest. */
async function fetchAt(
  { client, ref, until }: Asking,
  path: string,
  wanted: string,
  accept?: string,
): Promise<Fetched> {
  const reply = await client(ref, { path, until, maxBytes, ...(accept === undefined ? {} : { accept }) });
  if (reply.kind !== 'answer' || reply.status !== 200 || reply.body.length === 0) return { kind: 'none' };
  if (sha256(reply.body) !== wanted) return { kind: 'forged' };
  return { kind: 'json', value: parseJson(reply.body.toString()) };
}

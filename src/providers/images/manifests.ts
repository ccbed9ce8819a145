import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What a manifest may be, indexes first: the digest of a tag is that of the index, so that every node can pull it. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const text = z.string().nullish().catch(null);
/** Of the entries only those that are text: others say nothing. */
const texts = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(null)
  .transform(
    (all) =>
      new Map(
        Object.entries(all ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
      ),
  );
const descriptor = z.object({
  mediaType: text,
  digest: text,
  artifactType: text,
  platform: z.object({ os: text, architecture: text }).nullish().catch(null),
  annotations: texts,
});
const manifestSchema = z.object({
  schemaVersion: z.unknown().optional(),
  artifactType: text,
  manifests: z.array(descriptor.nullable().catch(null)).nullish().catch(null),
  config: descriptor.nullish().catch(null),
  layers: z.array(descriptor.nullable().catch(null)).nullish().catch(null),
  annotations: texts,
});
type Manifest = z.infer<typeof manifestSchema>;
type Descriptor = z.infer<typeof descriptor>;

const configSchema = z.object({
  created: text,
  config: z.object({ Labels: texts }).nullish().catch(null),
});

export interface Child {
  digest: string;
  os: string | null;
  architecture: string | null;
}

type Annotations = ReadonlyMap<string, string>;

/** What stands behind a digest. `what` of something else than an image: a few words for people, "a Helm chart". */
export type Read =
  | { kind: 'index'; children: Child[]; annotations: Annotations }
  | { kind: 'image'; config: string | null; annotations: Annotations }
  | { kind: 'no-image'; what: string }
  | { kind: 'unreadable' };

/** Reads a manifest or an index, as lenient as container runtimes are. @param json its parsed body */
export function readManifest(json: unknown): Read {
  const read = manifestSchema.safeParse(json);
  if (!read.success) return { kind: 'unreadable' };
  const { schemaVersion, manifests, config, annotations } = read.data;
  if (schemaVersion === 1)
    return { kind: 'no-image', what: 'a manifest of the old schema 1, which nodes no longer pull' };
  const other = otherThanImage(read.data);
  if (other !== null) return { kind: 'no-image', what: other };
  if (manifests) {
    const children = manifests.flatMap((each) => (each === null ? [] : childOf(each)));
    return children.length === 0 ? emptyIndex(manifests) : { kind: 'index', children, annotations };
  }
  if (!config?.digest) return { kind: 'unreadable' };
  return { kind: 'image', config: checkable(config.digest), annotations };
}

/** @returns null for a digest of another kind than Sluice can check */
function checkable(digest: string): string | null {
  return /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : null;
}

/** What an index keeps beside its images, such as attestations of the build or the layers of a cache, is no image. */
function childOf({ mediaType, digest, platform, artifactType, annotations }: Descriptor): Child[] {
  const isManifest = !mediaType || /manifest|image\.index/.test(mediaType);
  const nowhere = platform?.os === 'unknown' || platform?.architecture === 'unknown';
  const beside = !isManifest || nowhere || artifactType || annotations.has('vnd.docker.reference.type');
  const known = checkable(digest ?? '');
  if (known === null || beside) return [];
  return [{ digest: known, os: platform?.os ?? null, architecture: platform?.architecture ?? null }];
}

/** Artifacts that have a name of their own, by what their types have in common. */
const artifacts: readonly [RegExp, string][] = [
  [/helm\.(chart|config)/, 'a Helm chart'],
  [/cosign\.simplesigning|sigstore|notary/, 'a signature'],
  [/in-toto|dsse/, 'an attestation'],
  [/spdx|cyclonedx|syft/, 'a bill of materials'],
  [/buildkit\.cacheconfig/, 'a build cache'],
];

/** What an index without images is, if what it holds has a name. */
function emptyIndex(held: readonly (Descriptor | null)[]): Read {
  const types = held.flatMap((each) =>
    [each?.artifactType, each?.mediaType].filter((type) => typeof type === 'string'),
  );
  const known = types.find((type) => artifacts.some(([pattern]) => pattern.test(type)));
  const what = known === undefined ? 'an index without any image in it' : named([known], known);
  return { kind: 'no-image', what };
}

function otherThanImage({ artifactType, config, layers }: Manifest): string | null {
  const layerTypes = (layers ?? []).flatMap((layer) => layer?.mediaType || []);
  if (artifactType) return named([artifactType, ...layerTypes], artifactType);
  const type = config?.mediaType;
  if (type && !/image\.(config\.)?v1\+json$|wasm|octet-stream|^text\/|^application\/json$/.test(type)) {
    return named([type, ...layerTypes], type);
  }
  const [first] = layerTypes;
  const layered = layerTypes.some((each) => /rootfs|image\.layer|\btar\b|wasm|octet-stream/.test(each));
  return first === undefined || layered ? null : named(layerTypes, first);
}

function named(types: readonly string[], type: string): string {
  const [, word] = artifacts.find(([pattern]) => types.some((each) => pattern.test(each))) ?? [];
  return `${word ?? 'an artifact'} (${type.slice(0, 100)})`;
}

/** What an image says of itself. */
export interface ImageDetails {
  commit: string | null;
  /** ms since epoch. */
  builtAt: number | null;
}

export const noDetails: ImageDetails = { commit: null, builtAt: null };

/**
 * Commit and build time by the OCI annotation keys, from the labels of the image or from the annotations of its
 * manifests, those of the image itself first.
 * @param json the parsed body of its configuration; null where it is no configuration
 * @param annotations of its index and its manifest
 */
export function readDetails(json: unknown, annotations: readonly Annotations[]): ImageDetails | null {
  const config = configSchema.safeParse(json);
  if (!config.success) return null;
  const labels: Annotations = config.data.config?.Labels ?? new Map();
  const said = (key: string) =>
    [labels, ...annotations.toReversed()].map((all) => all.get(key)).find((each) => each !== undefined);
  return {
    commit: commitOf(said('org.opencontainers.image.revision')),
    builtAt: timeOf(said('org.opencontainers.image.created') ?? config.data.created),
  };
}

/** A label is text from anybody: only what looks like a commit is taken for one. */
function commitOf(label: string | undefined): string | null {
  return label !== undefined && /^[0-9a-f]{7,64}$/i.test(label) ? label : null;
}

/** Reproducible builds write the epoch, which says nothing. */
function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isFinite(time) && time > 86_400_000 ? time : null;
}

/** `sha256:<hex>` of some bytes. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import type { RepositoryRef } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

/** What a manifest may be, indexes first: the digest of a tag is that of the index, so that every node can pull it. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const platform = z.object({ os: z.string().optional(), architecture: z.string().optional() });
const annotations = z.record(z.string(), z.string()).nullish();
const indexSchema = z.object({
  manifests: z.array(z.object({ digest, platform: platform.nullish() })).min(1),
  annotations,
});
const manifestSchema = z.object({ config: z.object({ digest }), annotations });
const configSchema = z.object({
  created: z.string().nullish(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** What an image says of itself. */
export interface ImageDetails {
  commit: string | null;
  /** ms since epoch. */
  builtAt: number | null;
}

export const noDetails: ImageDetails = { commit: null, builtAt: null };

/** Of one manifest or configuration; they have some kilobytes, and are read while others wait. */
const maxBytes = 1024 * 1024;

/**
 * Commit and build time by the OCI annotation keys, from the labels of the image (of linux/amd64, where there are several)
 * or from the annotations of its manifests. All content is checked against its digest. Null where it cannot be read.
 */
export async function readDetails(
  client: RegistryClient,
  ref: RepositoryRef,
  image: string,
  until: number,
): Promise<ImageDetails | null> {
  const fetched = async (path: string, wanted: string, accept?: string) => {
    const reply = await client(ref, { path, until, maxBytes, ...(accept === undefined ? {} : { accept }) });
    const good = reply.kind === 'answer' && reply.status === 200 && sha256(reply.body) === wanted;
    return good ? parseJson(reply.body.toString()) : null;
  };
  const manifest = (wanted: string) => fetched(`/v2/${ref.path}/manifests/${wanted}`, wanted, manifestTypes);

  const top = await manifest(image);
  const index = indexSchema.safeParse(top);
  const single = manifestSchema.safeParse(index.success ? await manifest(preferred(index.data)) : top);
  if (!single.success) return null;
  const blob = single.data.config.digest;
  const config = configSchema.safeParse(await fetched(`/v2/${ref.path}/blobs/${blob}`, blob));
  if (!config.success) return null;
  const said = { ...index.data?.annotations, ...single.data.annotations, ...config.data.config?.Labels };
  return {
    commit: commitOf(said['org.opencontainers.image.revision']),
    builtAt: timeOf(said['org.opencontainers.image.created'] ?? config.data.created),
  };
}

function preferred(index: z.infer<typeof indexSchema>): string {
  const real = index.manifests.filter((each) => each.platform?.os !== 'unknown');
  const usual = real.find((each) => each.platform?.os === 'linux' && each.platform.architecture === 'amd64');
  return (usual ?? real[0] ?? index.manifests[0])?.digest ?? '';
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

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Content, RepositorySpec, TagSpec } from './types.ts';

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/** Everything that pushing one tag stores: what the tag points at, and what that refers to. */
export interface BuiltImage {
  top: Content;
  manifests: Content[];
  blobs: Content[];
}

type Labels = Record<string, string>;

/** An archive of no files: two blocks of zeros. */
const emptyTar = Buffer.alloc(1024);
const layerBytes = gzipSync(emptyTar);

/** The digest of some bytes in the form the Distribution API uses: `sha256:<hex>`. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Builds the manifests and blobs of one tag. The same input always gives the same digests. */
export function buildImage(repository: Omit<RepositorySpec, 'tags'>, tag: TagSpec): BuiltImage {
  const labels = labelsOf(repository, tag);
  const format = tag.format ?? 'index';
  if (format !== 'index') {
    const single = buildPlatform(labels, tag, 'amd64', format === 'docker');
    return { top: single.manifest, manifests: [single.manifest], blobs: single.blobs };
  }
  const platforms = (['amd64', 'arm64'] as const).map((architecture) => ({
    architecture,
    ...buildPlatform(labels, tag, architecture, false),
  }));
  const top = json(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: platforms.map(({ architecture, manifest }) => ({
      ...descriptor(manifest),
      platform: { architecture, os: 'linux' },
    })),
    annotations: labels,
  });
  return {
    top,
    manifests: [top, ...platforms.map((platform) => platform.manifest)],
    blobs: platforms.flatMap((platform) => platform.blobs),
  };
}

function labelsOf(repository: Omit<RepositorySpec, 'tags'>, tag: TagSpec): Labels {
  return {
    'org.opencontainers.image.revision': tag.revision,
    'org.opencontainers.image.created': tag.created,
    'org.opencontainers.image.source': repository.source,
    'org.opencontainers.image.version': tag.tag,
  };
}

function buildPlatform(labels: Labels, tag: TagSpec, architecture: 'amd64' | 'arm64', docker: boolean) {
  const config = json(docker ? mediaTypes.dockerConfig : mediaTypes.config, {
    created: tag.created,
    architecture,
    os: 'linux',
    config: { Entrypoint: ['/app'], ExposedPorts: { '8080/tcp': {} }, Labels: labels },
    rootfs: { type: 'layers', diff_ids: [sha256(emptyTar)] },
    history: [{ created: tag.created, created_by: 'COPY app /app' }],
  });
  const layer: Content = {
    mediaType: docker ? mediaTypes.dockerLayer : mediaTypes.layer,
    bytes: layerBytes,
    digest: sha256(layerBytes),
  };
  const mediaType = docker ? mediaTypes.dockerManifest : mediaTypes.manifest;
  const manifest = json(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { manifest, blobs: [config, layer] };
}

function descriptor(content: Content) {
  return { mediaType: content.mediaType, digest: content.digest, size: content.bytes.length };
}

function json(mediaType: string, value: unknown): Content {
  const bytes = Buffer.from(JSON.stringify(value));
  return { mediaType, bytes, digest: sha256(bytes) };
}

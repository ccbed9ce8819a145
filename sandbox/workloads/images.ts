import { parseImage as parseReference } from '../../src/domain/image-reference.ts';
import type { Images } from '../registry/index.ts';

export interface PulledImage {
  /** Repository path without the host. */
  repository: string;
  tag: string;
  /** `sha256:…` of what the tag or the given digest points at. */
  digest: string;
  /** As a container runtime reports it: `host/repository@sha256:…`. */
  imageId: string;
}

export interface ImageReference {
  host: string | undefined;
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

/** Splits `[host/]path[:tag][@digest]`. The first part is a host when it has a dot or a port, or is `localhost`. */
export function parseImage(image: string): ImageReference {
  const { repository: path, tag, digest } = parseReference(image);
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(0, slash));
  const hasHost = first === 'localhost' || /[.:]/.test(first);
  return {
    host: hasHost ? first : undefined,
    repository: hasHost ? path.slice(slash + 1) : path,
    tag: tag ?? undefined,
    digest: digest ?? undefined,
  };
}

/** What pulling this image gives; undefined where the registry has no such tag or digest. A digest beats a tag. */
export function pullImage(image: string, images: Images): PulledImage | undefined {
  const reference = parseImage(image);
  const { repository } = reference;
  const digest = reference.digest ?? images.digestOf(repository, reference.tag ?? 'latest');
  if (digest === undefined) return undefined;
  const named = reference.tag !== undefined && images.digestOf(repository, reference.tag) === digest;
  const tag = named ? reference.tag : images.tagOf(repository, digest);
  if (tag === undefined) return undefined;
  const host = reference.host === undefined ? '' : `${reference.host}/`;
  return { repository, tag, digest, imageId: `${host}${repository}@${digest}` };
}

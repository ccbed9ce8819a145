/** An image reference, taken apart. */
export interface ImageReference {
  /** Repository and tag, as written. */
  name: string;
  /** With its host, where it has one: `registry.example:5000/shop/app`. */
  repository: string;
  /** Null without one. */
  tag: string | null;
  /** `sha256:…`; null where it is not pinned. */
  digest: string | null;
}

/** Takes `repository[:tag][@digest]` apart. A colon before a slash is that of a port. */
export function parseImage(image: string): ImageReference {
  const [name = '', digest] = image.split('@');
  const [, repository = name, tag] = /^(.*):([^/:]*)$/.exec(name) ?? [];
  return { name, repository, tag: tag || null, digest: digest || null };
}

/** What a version is called that has nothing but a digest: its first 12 digits. */
export function versionOfDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

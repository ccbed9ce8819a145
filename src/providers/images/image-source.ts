import type { ProviderConfig } from '../../domain/target.ts';

export interface ResolvedImage {
  /** As people say it: the tag, or the first 12 digits of a digest. */
  version: string;
  /** What goes into the pod template, e.g. registry/app:2.4.1@sha256:…. */
  image: string;
  /** sha256:…, or null where the source does not know (`none`). */
  digest: string | null;
  commit: string | null;
  /** When it was built (ms since epoch). */
  builtAt: number | null;
}

/** Details are plain text for people. */
export type Resolved =
  | { kind: 'found'; image: ResolvedImage }
  /** `incomplete`: why there may be versions that were not seen. */
  | { kind: 'unknown'; nearest: string[]; incomplete?: string }
  /** The registry did not answer or refused; or, `no-image`, what it has there is something else. */
  | { kind: 'failed'; detail: string; why?: 'no-image' };

/**
 * Every digest by which a node may say that it runs an image: that of its index, those of the manifests for each platform,
 * and those of their configurations, which some container runtimes call the image's id.
 */
export interface Identities {
  digests: ReadonlySet<string>;
  /** Whether an image of any other digest is another image; otherwise that isn't known. */
  complete: boolean;
}

/** Versions to choose from. */
export interface Listing {
  /** The newest first as far as they have an order. */
  versions: string[];
  /** Why there may be others, in plain text for people; null where there are none, or where nobody lists them. */
  incomplete: string | null;
}

/** Where the versions of a service come from. */
export interface ImageSource {
  /** Tag or digest → the image, pinned. Never throws. */
  resolve(repository: string, version: string): Promise<Resolved>;
  /** Known versions, `limit` of them at most. Never throws. */
  versions(repository: string, limit: number): Promise<Listing>;
  /** Never throws. @param digest of an image that was resolved */
  identities(repository: string, digest: string): Promise<Identities>;
}

export type ImageSourceFactory = (config: ProviderConfig) => ImageSource;

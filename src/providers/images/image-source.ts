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

export type Resolved =
  | { kind: 'found'; image: ResolvedImage }
  | { kind: 'unknown'; nearest: string[] }
  /** The registry did not answer or refused; `detail` is plain text for people. */
  | { kind: 'failed'; detail: string };

/** Where the versions of a service come from. */
export interface ImageSource {
  /** Tag or digest → the image, pinned. Never throws. */
  resolve(repository: string, version: string): Promise<Resolved>;
  /** Known versions, the newest first (semantic versions by precedence, then others by name). Empty where they cannot be listed. */
  versions(repository: string, limit: number): Promise<string[]>;
}

export type ImageSourceFactory = (config: ProviderConfig) => ImageSource;

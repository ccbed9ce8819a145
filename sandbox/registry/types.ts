/** How a tag is published: a multi-architecture OCI index, a single OCI manifest, or a Docker v2 manifest. */
export type ImageFormat = 'index' | 'manifest' | 'docker';

export interface TagSpec {
  tag: string;
  /** Commit the image was built from; label `org.opencontainers.image.revision`. */
  revision: string;
  /** ISO 8601 build time; label `org.opencontainers.image.created`. */
  created: string;
  /** Default: `index`. */
  format?: ImageFormat;
}

export interface RepositorySpec {
  /** Repository path without the host, such as `shop/checkout`. */
  name: string;
  /** Where the sources live; label `org.opencontainers.image.source`. */
  source: string;
  tags: readonly TagSpec[];
}

export type RegistryAuth =
  | { kind: 'anonymous' }
  | { kind: 'basic'; users: Readonly<Record<string, string>> }
  /** `anonymousPull`: the token endpoint also serves clients without credentials. */
  | { kind: 'bearer'; users: Readonly<Record<string, string>>; anonymousPull?: boolean };

export interface Content {
  mediaType: string;
  bytes: Buffer;
  /** `sha256:` and 64 hex digits, over exactly `bytes`. */
  digest: string;
}

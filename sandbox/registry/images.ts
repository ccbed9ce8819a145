import { buildImage } from './content.ts';
import type { Content, RepositorySpec, TagSpec } from './types.ts';

/** The images of a registry, in memory: what the HTTP server answers from, and what a simulated kubelet pulls. */
export interface Images {
  names(): string[];
  has(name: string): boolean;
  /** Tags in the order of the Distribution API: by code point. */
  tags(name: string): string[];
  /** Digest that a tag points at; undefined where the repository or the tag is not known. */
  digestOf(name: string, tag: string): string | undefined;
  /** The latest tag that a digest (of an index, or of one of its platforms) was pushed under. */
  tagOf(name: string, digest: string): string | undefined;
  manifest(name: string, reference: string): Content | undefined;
  blob(name: string, digest: string): Content | undefined;
  /** Pushes a tag, creating the repository if need be; moves the tag if it exists. */
  addTag(name: string, tag: TagSpec, source?: string): void;
}

interface Repository {
  source: string;
  tags: Map<string, string>;
  tagByDigest: Map<string, string>;
  manifests: Map<string, Content>;
  blobs: Map<string, Content>;
}

/** Builds the store of images from plain data. Deterministic: two stores of the same data have the same digests. */
export function createImages(specs: readonly RepositorySpec[]): Images {
  const repositories = new Map<string, Repository>();
  const images: Images = {
    names: () => [...repositories.keys()].sort(),
    has: (name) => repositories.has(name),
    tags: (name) => [...(repositories.get(name)?.tags.keys() ?? [])].sort(),
    digestOf: (name, tag) => repositories.get(name)?.tags.get(tag),
    tagOf: (name, digest) => repositories.get(name)?.tagByDigest.get(digest),
    manifest(name, reference) {
      const repository = repositories.get(name);
      return repository?.manifests.get(repository.tags.get(reference) ?? reference);
    },
    blob: (name, digest) => repositories.get(name)?.blobs.get(digest),
    addTag(name, tag, source = `https://git.example.com/${name}`) {
      const repository = repositories.get(name) ?? emptyRepository(source);
      repositories.set(name, repository);
      push(repository, name, tag);
    },
  };
  for (const spec of specs) {
    for (const tag of spec.tags) images.addTag(spec.name, tag, spec.source);
  }
  return images;
}

function emptyRepository(source: string): Repository {
  return { source, tags: new Map(), tagByDigest: new Map(), manifests: new Map(), blobs: new Map() };
}

function push(repository: Repository, name: string, tag: TagSpec): void {
  const built = buildImage({ name, source: repository.source }, tag);
  repository.tags.set(tag.tag, built.top.digest);
  for (const manifest of built.manifests) {
    repository.manifests.set(manifest.digest, manifest);
    repository.tagByDigest.set(manifest.digest, tag.tag);
  }
  for (const blob of built.blobs) repository.blobs.set(blob.digest, blob);
}

import { versionOfDigest } from '../../domain/image-reference.ts';
import type { ImageSource } from './image-source.ts';
import { kindOfVersion } from './reference.ts';

/** For registries that Sluice cannot reach: any well-formed tag or digest is taken at its word. */
export const noImages: ImageSource = {
  async resolve(repository, version) {
    switch (kindOfVersion(version)) {
      case 'tag':
        return {
          kind: 'found',
          image: { version, image: `${repository}:${version}`, digest: null, commit: null, builtAt: null },
        };
      case 'digest': {
        const image = `${repository}@${version}`;
        return {
          kind: 'found',
          image: { version: versionOfDigest(version), image, digest: version, commit: null, builtAt: null },
        };
      }
      case null:
        return { kind: 'unknown', nearest: [] };
    }
  },
  async versions() {
    return { versions: [], incomplete: null };
  },
  async identities(_repository, digest) {
    return { digests: new Set([digest]), complete: false };
  },
};

import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { ImageKind } from '../kind.ts';
import { none } from './none.ts';
import { oci } from './oci.ts';

export const imageKinds = { oci, none } satisfies Record<string, ImageKind>;
export type ImageConfig = SettingsOf<typeof imageKinds>;
export const imageSchema = unionOf(imageKinds);

export const images: Family<ImageKind> = {
  folder: 'images',
  description: 'Where versions are looked up. Replaced as a whole by the level below.',
  usual: { kind: 'oci' },
  kinds: imageKinds,
  schema: imageSchema,
  check: {
    what: 'images',
    inCluster: false,
    applies: () => true,
    well: (_, { repository }) => repository,
    given: ({ kind: { insteadOfAsking } }) => insteadOfAsking,
    remedy: (_, { service }) =>
      `check the address, the credentials in the Docker configuration (DOCKER_CONFIG), and \`image\` of ${service} in the catalogue`,
  },
  member: 'images',
};

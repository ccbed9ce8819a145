import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { SourceKind } from '../kind.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { link } from './link.ts';
import { none } from './none.ts';

export const sourceKinds = { github, gitlab, link, none } satisfies Record<string, SourceKind>;
export type SourceConfig = SettingsOf<typeof sourceKinds>;
export const sourceSchema = unionOf(sourceKinds);

export const sources: Family<SourceKind> = {
  folder: 'source',
  description:
    'Where the code is: what lies between the version that runs and the one that is asked for. Replaced as a whole by the level below.',
  usual: { kind: 'none' },
  kinds: sourceKinds,
  schema: sourceSchema,
  check: {
    what: 'source',
    inCluster: false,
    applies: ({ kind }) => kind.asks,
    well: ({ config }) => config.kind,
    given: () => null,
    remedy: (_, { service }) =>
      `check the address, the token's environment variable and its permissions, and \`source\` of ${service} in the catalogue`,
  },
  member: 'source',
};

import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { FlagKind } from '../kind.ts';
import { launchdarkly } from './launchdarkly.ts';
import { none } from './none.ts';
import { ofrep } from './ofrep.ts';
import { split } from './split.ts';
import { unleash } from './unleash.ts';

export const flagKinds = { unleash, launchdarkly, split, ofrep, none } satisfies Record<string, FlagKind>;
export type FlagConfig = SettingsOf<typeof flagKinds>;
export const flagSchema = unionOf(flagKinds);

export const flags: Family<FlagKind> = {
  folder: 'flags',
  description:
    'The flag service whose flags a release may change along with the version. Replaced as a whole by the level below.',
  usual: { kind: 'none' },
  kinds: flagKinds,
  schema: flagSchema,
  check: {
    what: 'flags',
    inCluster: false,
    applies: ({ kind }) => kind.finest !== null || kind.readsOnly === true,
    well: ({ config }) => config.kind,
    given: () => null,
    remedy: (_, { environment }) =>
      `check the address, the token's environment variable and its permissions, and project and environment of \`flags\` for ${environment} in the catalogue`,
  },
  member: 'flags',
};

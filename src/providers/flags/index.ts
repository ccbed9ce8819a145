import { canonicalJson } from '../../domain/json.ts';
import { mustRead } from '../family.ts';
import type { FlagDeps } from './ask.ts';
import type { Flags, FlagsOf } from './flags.ts';
import { type FlagConfig, flagSchema } from './kinds/index.ts';
import { launchDarklyFlags } from './launchdarkly/launchdarkly.ts';
import { ofrepFlags } from './ofrep/ofrep.ts';
import { splitFlags } from './split/split.ts';
import { unleashFlags } from './unleash/unleash.ts';

type Makers = {
  [K in FlagConfig['kind']]: (
    deps: FlagDeps,
    config: Extract<FlagConfig, { kind: K }>,
    environment: string,
  ) => Flags | null;
};

const makers: Makers = {
  unleash: unleashFlags,
  launchdarkly: launchDarklyFlags,
  split: splitFlags,
  ofrep: ofrepFlags,
  none: () => null,
};

/** The flags of each target; equal settings get the same. @throws ZodError for settings that no kind knows */
export function createFlags(deps: FlagDeps): { flagsOf: FlagsOf; close(): Promise<void> } {
  const made = new Map<string, Flags | null>();
  return {
    flagsOf({ flags, environment }) {
      if (flags === undefined) return null;
      const key = canonicalJson([flags, environment]);
      const found = made.get(key);
      if (found !== undefined) return found;
      const fresh = make(deps, mustRead(flagSchema, flags), environment);
      made.set(key, fresh);
      return fresh;
    },
    async close() {
      await Promise.all([...made.values()].map((flags) => flags?.close()));
      made.clear();
    },
  };
}

function make<K extends FlagConfig['kind']>(
  deps: FlagDeps,
  config: Extract<FlagConfig, { kind: K }>,
  environment: string,
): Flags | null {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config, environment);
}

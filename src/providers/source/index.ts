import { canonicalJson } from '../../domain/json.ts';
import { mustRead } from '../family.ts';
import { githubSource } from './github.ts';
import { gitlabSource } from './gitlab.ts';
import { type SourceConfig, sourceSchema } from './kinds/index.ts';
import { linkSource } from './link.ts';
import { remembering } from './memory.ts';
import type { Source, SourceDeps, SourceOf } from './source.ts';

type Makers = {
  [K in SourceConfig['kind']]: (deps: SourceDeps, config: Extract<SourceConfig, { kind: K }>) => Source | null;
};

const makers: Makers = { github: githubSource, gitlab: gitlabSource, link: linkSource, none: () => null };

/**
 * Sources by their settings, of which keys of another version are passed over; equal settings get the same source, so that
 * its short memory serves all who ask. The result throws ZodError for settings that no source knows.
 */
export function createSources(deps: SourceDeps): SourceOf {
  const made = new Map<string, Source | null>();
  return (config) => {
    if (config === undefined) return null;
    const key = canonicalJson(config);
    const known = made.get(key);
    if (known !== undefined) return known;
    const source = make(deps, mustRead(sourceSchema, config));
    const kept = source && remembering(source, deps);
    made.set(key, kept);
    return kept;
  };
}

function make<K extends SourceConfig['kind']>(
  deps: SourceDeps,
  config: Extract<SourceConfig, { kind: K }>,
): Source | null {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}

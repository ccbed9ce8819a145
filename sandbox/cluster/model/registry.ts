import { BUILTINS } from './builtins.ts';
import type { ResourceType } from './types.ts';
import { apiVersionOf } from './types.ts';

/** The kinds that the cluster serves at this moment. */
export interface Registry {
  all(): readonly ResourceType[];
  find(group: string, version: string, plural: string): ResourceType | undefined;
  byKind(apiVersion: string, kind: string): ResourceType | undefined;
  /** Finds by plural, singular, kind or short name, optionally qualified (`deployments.apps`). */
  byWord(word: string): ResourceType | undefined;
  add(type: ResourceType): void;
  remove(group: string, plural: string): void;
}

/** A registry that starts with the built-in kinds. */
export function createRegistry(): Registry {
  let types: ResourceType[] = [...BUILTINS];
  return {
    all: () => types,
    find: (group, version, plural) =>
      types.find((type) => type.plural === plural && type.group === group && type.version === version),
    byKind: (apiVersion, kind) => types.find((type) => type.kind === kind && apiVersionOf(type) === apiVersion),
    byWord: (word) => {
      const [first = '', ...rest] = word.toLowerCase().split('.');
      const group = rest.join('.');
      return types.find(
        (type) =>
          (group === '' || type.group === group) &&
          [type.plural, type.singular, type.kind.toLowerCase(), ...type.shortNames].includes(first),
      );
    },
    add: (type) => {
      types = [...types.filter((known) => !sameVersion(known, type)), type];
    },
    remove: (group, plural) => {
      types = types.filter((type) => !(type.custom && type.group === group && type.plural === plural));
    },
  };
}

function sameVersion(a: ResourceType, b: ResourceType): boolean {
  return a.group === b.group && a.version === b.version && a.plural === b.plural;
}

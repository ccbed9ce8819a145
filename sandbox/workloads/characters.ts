import { z } from 'zod';

/**
 * What a version is like, told by its tag.
 * errors: ratio (0 to 1) of requests that fail; slow: factor on the latency of a `share` (0 to 1, default all) of
 * requests; feature: the flag without which none of those errors happen; leak: what grows with the age of the container, per minute; slowStart: milliseconds until it is ready;
 * sells: ratio (0 to 1) of its requests that end in an order, where the service counts orders; with a feature, of those that have it.
 */
export const characterSchema = z.union([
  z.enum(['good', 'crash-loop', 'image-pull', 'oom', 'not-ready']),
  z.strictObject({ errors: z.number().min(0).max(1), feature: z.string().optional() }),
  z.strictObject({ slow: z.number().positive(), share: z.number().min(0).max(1).optional() }),
  z.strictObject({
    leak: z.strictObject({
      errorsPerMinute: z.number().min(0).optional(),
      slowPerMinute: z.number().min(0).optional(),
    }),
  }),
  z.strictObject({ slowStart: z.number().min(0) }),
  z.strictObject({ sells: z.number().min(0).max(1), feature: z.string().optional() }),
]);
export type Character = z.infer<typeof characterSchema>;

export interface Behaviour {
  /** Ratio of requests that fail because of the character, 0 to 1, on top of what the service fails anyway. */
  errors: number;
  /** Factor on the latency of a `slowShare` (0 to 1) of the requests. */
  slow: number;
  slowShare: number;
}

const whenIdle: Behaviour = { errors: 0, slow: 1, slowShare: 0 };

/** Ratio (0 to 1) of the users who get the feature behind a flag. */
export type ShareOf = (flag: string) => number;

/** How a container of this character answers when it has been up for `ageMs` milliseconds. */
export function behaviourOf(character: Character, ageMs: number, shareOf: ShareOf = () => 0): Behaviour {
  if (typeof character === 'string' || 'slowStart' in character || 'sells' in character) return whenIdle;
  if ('errors' in character) {
    const { errors, feature } = character;
    return { ...whenIdle, errors: feature === undefined ? errors : errors * shareOf(feature) };
  }
  if ('slow' in character) return { ...whenIdle, slow: character.slow, slowShare: character.share ?? 1 };
  const minutes = ageMs / 60_000;
  const { errorsPerMinute = 0, slowPerMinute = 0 } = character.leak;
  return { errors: Math.min(1, errorsPerMinute * minutes), slow: 1 + slowPerMinute * minutes, slowShare: 1 };
}

export interface Characters {
  /** `good` for versions that nobody described. */
  of(service: string, tag: string): Character;
  /** Changes a version's character; throws where there is no such service or character. */
  set(service: string, tag: string, character: Character): void;
  /** Calls back after each change; returns how to stop that. */
  onChange(listener: (service: string, tag: string) => void): () => void;
}

/** The characters of all versions, which can be changed while pods run. */
export function createCharacters(
  services: readonly { name: string; versions: readonly { tag: string; character: Character }[] }[],
): Characters {
  const listeners = new Set<(service: string, tag: string) => void>();
  const known = new Map<string, Character>();
  const key = (service: string, tag: string) => `${service}:${tag}`;
  for (const { name, versions } of services) {
    for (const { tag, character } of versions) known.set(key(name, tag), characterSchema.parse(character));
  }
  return {
    of: (service, tag) => known.get(key(service, tag)) ?? 'good',
    set(service, tag, character) {
      if (!services.some(({ name }) => name === service)) throw new Error(`The world has no service "${service}"`);
      known.set(key(service, tag), characterSchema.parse(character));
      for (const listener of listeners) listener(service, tag);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import type { GateDeps } from '../../src/gates/world.ts';
import { within } from '../../src/platform/within.ts';
import { readingOf } from './fake-switches.ts';

/** A world for gates in which nothing runs and nobody is anybody, but for what is said otherwise. */
export function gateWorld(part: Partial<GateDeps> = {}): GateDeps {
  return {
    now: () => Date.UTC(2026, 0, 7, 12),
    running: async () => ({ kind: 'nothing' }),
    podImages: async () => ({ kind: 'seen', digests: [] }),
    identities: async (_, digest) => ({ digests: new Set([digest]), complete: true }),
    history: async () => [],
    release: async () => null,
    groupMembers: async () => null,
    isOurs: async () => true,
    switches: { configured: () => true, read: async (name) => readingOf(name) },
    within,
    ...part,
  };
}

/** The same, where every look goes this way. What needs no look (the time, the deadline) is as always. */
export function gateWorldWhere(look: () => Promise<never>): GateDeps {
  return gateWorld({
    running: look,
    podImages: look,
    identities: look,
    history: look,
    release: look,
    groupMembers: look,
    isOurs: look,
    switches: { configured: () => true, read: look },
  });
}

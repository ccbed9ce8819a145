import { createGates, type Gates } from '../gates/ask.ts';
import type { GateDeps } from '../gates/world.ts';
import { within } from '../platform/within.ts';
import type { RequestDeps } from './deps.ts';
import { historyOf } from './queries.ts';
import { podImagesIn, runningIn } from './running.ts';

type Deps = Pick<RequestDeps, 'catalogue' | 'clusters' | 'store' | 'people' | 'clock' | 'imagesOf' | 'switches'>;

/** The gates over the world as requests know it. */
export function gatesOf(deps: Deps): Gates {
  return createGates(gateDepsOf(deps));
}

/** What gates look at, in the same world. */
export function gateDepsOf(deps: Deps): GateDeps {
  return {
    now: deps.clock.now,
    running: (service, environment) => runningIn(deps, service, environment),
    podImages: (service, environment) => podImagesIn(deps, service, environment),
    identities: (target, digest) => deps.imagesOf(target.images).identities(target.repository, digest),
    history: (query) => deps.store.history(query),
    release: async (id) => (await historyOf(deps.store, id))?.release ?? null,
    groupMembers: (handle) => deps.people.membersOf(handle),
    isOurs: async (id) => (await deps.people.standingOf(id)).kind === 'member',
    switches: deps.switches,
    within,
  };
}

import { createGates, type Gates } from '../gates/ask.ts';
import type { RequestDeps } from './deps.ts';
import { storyOf } from './queries.ts';
import { runningIn } from './running.ts';

type Deps = Pick<RequestDeps, 'catalogue' | 'clusters' | 'store' | 'people'>;

/** The gates over the world as requests know it. */
export function gatesOf(deps: Deps): Gates {
  return createGates({
    running: (service, environment) => runningIn(deps, service, environment),
    history: (query) => deps.store.history(query),
    release: async (id) => (await storyOf(deps.store, id))?.release ?? null,
    groupMembers: (handle) => deps.people.membersOf(handle),
  });
}

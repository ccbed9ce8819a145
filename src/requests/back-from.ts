import type { Release } from '../domain/release.ts';
import { broughtIn } from '../domain/release-state.ts';
import type { RequestDeps } from './deps.ts';
import { broughtTo, historyOf } from './queries.ts';

/** Whether a release that is over can go back, or what has come between. */
export type BackFrom =
  | { kind: 'possible' }
  /** It brought nothing in that could go. */
  | { kind: 'nothing' }
  /** Another release is live there. */
  | { kind: 'live'; by: Release }
  /** Another one has brought a version since. */
  | { kind: 'since'; by: Release };

/** Looks at what has come to its place since. */
export async function backFrom({ store }: Pick<RequestDeps, 'store'>, release: Release): Promise<BackFrom> {
  const { service, environment } = release.plan.target;
  if (!broughtIn(release) || release.plan.train) return { kind: 'nothing' };
  const live = await store.liveOf(service, environment);
  const found = live ? await historyOf(store, live) : null;
  if (found) return { kind: 'live', by: found.release };
  const [last] = await broughtTo(store, { service, environment }, 1);
  return last && last.id !== release.id ? { kind: 'since', by: last } : { kind: 'possible' };
}

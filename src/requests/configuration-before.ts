import type { ConfigurationName } from '../domain/configuration.ts';
import { plannedMoves } from '../domain/configuration-moves.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { broughtTo } from './queries.ts';

/** How far back a version is looked for, in versions of the service in the environment. */
const lookedThrough = 50;

/** What stable named when an earlier version ran; null where nothing says so. @param use the user's own object */
export type EarlierName = (use: ConfigurationName) => string | null;

/**
 * Going back brings the configuration of back then: what the release that replaced the version has noted, and of what it
 * left alone, what the first one after it did.
 */
export async function earlierNames(
  store: ReleaseStore,
  { backwards, version, image }: Pick<Request, 'backwards' | 'version' | 'image'>,
  { service, environment }: Target,
): Promise<EarlierName> {
  const names = new Map<string, string>();
  if (!backwards) return () => null;
  const isMeant = (from: { version: string; image: string }) =>
    image === undefined ? from.version === version : from.image === image || from.version === version;
  const past = await broughtTo(store, { service, environment }, lookedThrough);
  const replaced = past.findIndex(({ plan }) => isMeant(plan.from));
  for (const { plan } of past.slice(0, replaced + 1)) {
    for (const { kind, source, from } of plannedMoves(plan)) if (from !== null) names.set(keyOf(kind, source), from);
  }
  return ({ kind, name }) => names.get(keyOf(kind, name)) ?? null;
}

function keyOf(kind: string, source: string): string {
  return `${kind}/${source}`;
}

import { compareVersions } from '../domain/order/compare-versions.ts';
import type { PreflightFinding } from '../domain/preflight.ts';
import type { Release } from '../domain/release.ts';
import { backupOf, hasContracted } from '../domain/release-state.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { broughtTo } from './queries.ts';

/** How many versions are looked back at. */
const looksBack = 20;

/** What it means that a version comes back after its successor has taken away from the database what it needs. */
export async function contractedSince(
  store: ReleaseStore,
  { target, to }: { target: Target; to: Pick<Version, 'version'> },
): Promise<PreflightFinding[]> {
  if (!target.migration) return [];
  const { service, environment } = target;
  const past = await broughtTo(store, { service, environment }, looksBack);
  const taken = takenFrom(to.version, past);
  if (!taken) return [];
  const { number, plan } = taken;
  const backup = backupOf(taken);
  const which = backup === null ? 'the backup' : `backup ${backup}`;
  const database = plan.target.migration?.database ?? service;
  const detail = `#${number} has taken away from database ${database} what only versions before ${plan.to.version} used: ${to.version} may not work with it`;
  const remedy = `put ${which} of database ${database} back first, by hand, which loses all that was written since, or release a version that fixes ${plan.to.version}`;
  return [{ severity: 'warn', detail, remedy }];
}

/** The release whose contract may have taken something from this version. @param past the newest first */
function takenFrom(version: string, past: readonly Release[]): Release | null {
  for (const [index, release] of past.entries()) {
    const brought = release.plan.to.version;
    if (!hasContracted(release)) {
      if (brought === version) return null;
      continue;
    }
    const order = compareVersions(version, brought);
    const ranBefore = past.slice(index).some(({ plan }) => plan.from.version === version);
    return version !== brought && ((order ?? 0) < 0 || ranBefore) ? release : null;
  }
  return null;
}

import type { VersionTick } from './truth.ts';

export type Tally = ReturnType<typeof createTally>;

/** Counts what became of the requests of one tick, by version. */
export function createTally() {
  const versions = new Map<string, VersionTick>();
  let offered = 0;
  let lost = 0;
  const tally = {
    of(version: string): VersionTick {
      const known = versions.get(version);
      if (known !== undefined) return known;
      const fresh = { version, served: 0, errors: 0, mirrored: 0, mirroredErrors: 0, share: 0 };
      versions.set(version, fresh);
      return fresh;
    },
    /** `code` undefined: nobody answered. */
    answer(version: string, code: number | undefined): void {
      offered += 1;
      if (code === undefined) {
        lost += 1;
        return;
      }
      const entry = tally.of(version);
      entry.served += 1;
      if (code >= 500) entry.errors += 1;
    },
    mirror(version: string, code: number): void {
      const entry = tally.of(version);
      entry.mirrored += 1;
      if (code >= 500) entry.mirroredErrors += 1;
    },
    result: () => ({ offered, lost, versions: [...versions.values()] }),
  };
  return tally;
}

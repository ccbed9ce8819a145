import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { Flags } from '../providers/flags/flags.ts';

export type ParentsFound =
  | { kind: 'findings'; findings: PreflightFinding[] }
  | { kind: 'obstacle'; obstacle: Obstacle };

/** Nothing is asked of other flags. */
export const noParents: ParentsFound = { kind: 'findings', findings: [] };

/**
 * What other flags make of one that is to go up: its share is one of those for whom they hold, and with one that is off the
 * release would watch a feature that nobody has.
 * @param without what a person can do who needs no flag for it; null where the flag is what they asked for
 */
export async function parentsFound(service: Flags, flag: string, without: string | null): Promise<ParentsFound> {
  const parents = (await service.parents?.(flag)) ?? [];
  const unmet = parents.find(({ share }) => share === 0);
  const otherwise = without === null ? '' : `, or ${without}`;
  if (unmet) {
    const detail = `flag ${flag} serves only those for whom ${unmet.wants}, which holds for nobody in ${service.environment}`;
    return { kind: 'obstacle', obstacle: { detail, remedy: `change that flag first${otherwise}` } };
  }
  const findings = parents
    .filter(({ share }) => share !== 100)
    .map(({ wants, share }): PreflightFinding => {
      const many = share === null ? 'not for everybody, as far as can be told' : `for ${share} %`;
      return {
        severity: 'warn',
        detail: `Flag ${flag} serves only those for whom ${wants} (${many} in ${service.environment}): its percentages are of these`,
        remedy: `change that flag first${otherwise}`,
      };
    });
  return { kind: 'findings', findings };
}

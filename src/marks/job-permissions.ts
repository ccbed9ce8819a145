import type { JobWork } from '../domain/job-work.ts';
import { type Migration, migrationPhases, workOf } from '../domain/migration.ts';
import type { Permission } from '../domain/permission.ts';

const jobs: readonly Permission[] = [
  { group: 'batch', resource: 'jobs', verbs: ['get', 'list', 'create', 'update', 'delete'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
];
const templates: readonly Permission[] = [
  { group: 'batch', resource: 'cronjobs', verbs: ['get'] },
  { group: '', resource: 'serviceaccounts', verbs: ['get'] },
];

/** What any Job of a release may need. */
export const allJobPermissions: readonly Permission[] = [...jobs, ...templates];

/** What these Jobs need in the namespace of their service. */
export function jobPermissions(works: readonly Pick<JobWork, 'job'>[]): readonly Permission[] {
  return works.some(({ job }) => job !== null) ? allJobPermissions : jobs;
}

/** What a migration needs in the namespace of its service. */
export function migrationPermissions(migration: Migration): readonly Permission[] {
  return jobPermissions(migrationPhases.flatMap((phase) => workOf(migration, phase) ?? []));
}

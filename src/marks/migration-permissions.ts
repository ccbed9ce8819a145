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

/** What any migration may need. */
export const allMigrationPermissions: readonly Permission[] = [...jobs, ...templates];

/** What a migration needs in the namespace of its service. */
export function migrationPermissions(migration: Migration): readonly Permission[] {
  const named = migrationPhases.some((phase) => (workOf(migration, phase)?.job ?? null) !== null);
  return named ? allMigrationPermissions : jobs;
}

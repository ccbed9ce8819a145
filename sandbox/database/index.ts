export type { Database, Table } from './database.ts';
export { type MigrationJobs, migrationJobs } from './jobs.ts';
export { databasePage } from './page.ts';
export { smallDatabase } from './small.ts';

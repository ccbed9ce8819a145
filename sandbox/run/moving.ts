import { type Database, databasePage, type MigrationJobs, migrationJobs } from '../database/index.ts';
import { postgresDatabases } from '../database/postgres.ts';
import {
  fetchUnleash,
  type RunningUnleash,
  startJsonServer,
  startSmallUnleash,
  startUnleash,
} from '../unleash/index.ts';
import { ordersDatabases, ordersTable } from '../world/moving-entries.ts';
import type { UnleashChoice } from './options.ts';

/** What moves beside a version in the sandbox, running. */
export interface Moving {
  unleash: RunningUnleash;
  jobs: MigrationJobs;
  /** Where a browser sees the databases. */
  databaseUrl: string;
  /** Unleash goes with its world. */
  stop(): Promise<unknown>;
}

interface Found {
  unleash: RunningUnleash;
  databases: Readonly<Record<string, Database>>;
}

/** @param paceMs how long each statement of a migration takes, so that people can watch */
export async function startMoving(choice: UnleashChoice, paceMs: number, say: (line: string) => void): Promise<Moving> {
  const { unleash, databases } = await found(choice, say);
  const page = await startJsonServer(async () => ({ status: 200, html: await databasePage(databases) }));
  return {
    unleash,
    jobs: migrationJobs(databases, paceMs),
    databaseUrl: page.url,
    stop: () => Promise.all([page.close(), ...Object.values(databases).map((each) => each.stop())]),
  };
}

async function found(choice: UnleashChoice, say: (line: string) => void): Promise<Found> {
  switch (choice) {
    case 'small':
      return { unleash: await startSmallUnleash(), databases: ordersDatabases() };
    case 'real': {
      const programs = await fetchUnleash(say);
      say('Starting Unleash and PostgreSQL …');
      const unleash = await startUnleash(programs);
      try {
        const databases = await postgresDatabases(
          programs,
          unleash.databaseUrl,
          ['staging', 'production'],
          ordersTable,
        );
        return { unleash, databases };
      } catch (error) {
        await unleash.stop();
        throw error;
      }
    }
  }
}

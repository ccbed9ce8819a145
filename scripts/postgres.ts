import { install, isInstalled } from '../test/support/postgres/programs.ts';

/** `node scripts/postgres.ts`: the PostgreSQL that tests start, once, into the user's cache. */
if (!(await isInstalled())) {
  process.stdout.write('Installing for the tests: PostgreSQL 18 …\n');
  await install().catch((error: unknown) =>
    process.stdout.write(`No PostgreSQL here, so its tests are skipped: ${String(error).split('\n')[0]}\n`),
  );
}

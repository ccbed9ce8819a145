import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { executable } from '../../../sandbox/redis/apt.ts';

const run = promisify(execFile);

export interface GoPrograms<Name extends string> {
  /** Of the folder that the programs are kept in; the hash of go.mod is added. */
  title: string;
  /** The folder of the go.mod that pins them. */
  modules: string;
  packages: Record<Name, string>;
  ldflags: string;
}

/** Programs that are built from Go modules, once, and kept in the user's cache. */
export function goPrograms<Name extends string>({ title, modules, packages, ldflags }: GoPrograms<Name>) {
  const names = Object.keys(packages) as Name[];

  async function folder(): Promise<string> {
    const pinned = createHash('sha256').update(await readFile(join(modules, 'go.mod')));
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    return join(cache, 'sluice', `${title}-${pinned.digest('hex').slice(0, 12)}`);
  }

  /** Runs Go on these modules. @returns what it printed; rejects with its words */
  async function go(...args: string[]): Promise<string> {
    const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };
    const { stdout } = await run('go', args, { cwd: modules, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  async function pathOf(name: Name): Promise<string> {
    return join(await folder(), name);
  }

  return {
    go,
    pathOf,
    /** Whether all of them are built. */
    async areBuilt(): Promise<boolean> {
      const there = await Promise.all(names.map(async (name) => executable(await pathOf(name))));
      return there.every(Boolean);
    },
    /** Whether this machine has a Go that can build these modules. */
    goIsThere: (): Promise<boolean> =>
      go('list', '-m').then(
        () => true,
        () => false,
      ),
    /** Builds what is not there yet, from the modules that go.mod pins. Rejects with Go's words. */
    async build(say: (line: string) => void): Promise<void> {
      await mkdir(await folder(), { recursive: true });
      for (const name of names) {
        const path = await pathOf(name);
        if (await executable(path)) continue;
        say(`Building ${name} (${title}) from its Go module, once …`);
        const made = `${path}.${process.pid}`;
        await go('build', '-ldflags', ldflags, '-o', made, packages[name]).catch(async (error: unknown) => {
          await rm(made, { force: true });
          throw error;
        });
        await rename(made, path);
      }
    },
  };
}

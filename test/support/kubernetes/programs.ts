import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executable } from '../../../sandbox/redis/apt.ts';

const run = promisify(execFile);
const modules = fileURLToPath(new URL('../../kubernetes/programs', import.meta.url));
/** As in go.mod; a server tells it. */
const version = 'v1.36.1';
const istio = 'istio.io/api@v1.31.1';

/** The parts of a Kubernetes that has an API and controllers, but no machines; and what its users type. */
const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
} as const;

export type Name = keyof typeof packages;
const names = Object.keys(packages) as readonly Name[];

/** Where the programs of these modules are, or will be. */
async function folder(): Promise<string> {
  const pinned = createHash('sha256').update(await readFile(join(modules, 'go.mod')));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'sluice', `kubernetes-${version}-${pinned.digest('hex').slice(0, 12)}`);
}

/** The path of a program; `npm run test:kubernetes` builds it first. */
export async function pathOf(name: Name): Promise<string> {
  return join(await folder(), name);
}

/** Whether all of them are built. */
export async function areBuilt(): Promise<boolean> {
  const there = await Promise.all(names.map(async (name) => executable(await pathOf(name))));
  return there.every(Boolean);
}

/** Whether this machine has a Go that can build these modules. */
export function goIsThere(): Promise<boolean> {
  return go(['list', '-m']).then(
    () => true,
    () => false,
  );
}

/** Builds what is not there yet, from the modules that go.mod pins. Rejects with Go's words. */
export async function build(say: (line: string) => void): Promise<void> {
  const place = await folder();
  await mkdir(place, { recursive: true });
  for (const name of names) {
    const path = join(place, name);
    if (await executable(path)) continue;
    say(`Building ${name} ${version} from its Go module, once …`);
    const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
    const made = `${path}.${process.pid}`;
    await go(['build', '-ldflags', flags, '-o', made, packages[name]]).catch(async (error: unknown) => {
      await rm(made, { force: true });
      throw error;
    });
    await rename(made, path);
  }
}

/** The definitions of Istio's resources, as Istio publishes them (YAML documents). */
export async function istioDefinitions(): Promise<string> {
  const { Dir } = JSON.parse(await go(['mod', 'download', '-json', istio])) as { Dir: string };
  return readFile(join(Dir, 'kubernetes', 'customresourcedefinitions.gen.yaml'), 'utf8');
}

async function go(args: readonly string[]): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };
  const { stdout } = await run('go', [...args], { cwd: modules, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

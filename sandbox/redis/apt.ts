import { execFile } from 'node:child_process';
import { access, chmod, constants, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const aptGet = '/usr/bin/apt-get';

/** True where a program is there and may be run. */
export function executable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** True where packages can be had without asking anybody: as root on a Debian. */
export async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await executable(aptGet));
}

/** Installs Debian packages, after a look at what there is; no service of theirs is started. Rejects with apt's words. */
export async function aptInstall(packages: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  await withoutServiceStart(async () => {
    await run(aptGet, ['update', '-qq'], options);
    await run(aptGet, ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  });
}

/** Debian starts a service as soon as it is installed, unless this file says no. */
async function withoutServiceStart(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !(await executable(policy));
  if (ours) {
    await writeFile(policy, '#!/bin/sh\nexit 101\n');
    await chmod(policy, 0o755);
  }
  await work().finally(() => (ours ? rm(policy, { force: true }) : undefined));
}

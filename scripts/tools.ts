import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the tests start, and the Debian packages that bring them. */
const wanted: Record<string, string> = {
  'redis-server': 'redis-server',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  chromium: 'chromium',
};
/** Where this cannot be had, its tests are skipped. */
const welcome = 'valkey-server';
/** A Debian that has it among its backports only. */
const older = 'bookworm';

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function install(...packages: string[]): void {
  apt('install', '-y', '--no-install-recommends', ...packages);
}

/** Debian starts a service as soon as it is installed, unless this file says no. */
function withoutServices(work: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n');
    chmodSync(policy, 0o755);
  }
  try {
    work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

/** Lets apt see the backports for as long as the work takes, from where the rest of this Debian comes from. */
function withBackports(work: () => void): void {
  const asked = ['indextargets', '--format', '$(REPO_URI)', 'Identifier: Packages', `Codename: ${older}`];
  const [from] = execFileSync('apt-get', asked, { encoding: 'utf8' }).split('\n');
  const list = '/etc/apt/sources.list.d/sluice-backports.list';
  if (from) writeFileSync(list, `deb ${from} ${older}-backports main\n`);
  try {
    apt('update');
    work();
  } finally {
    rmSync(list, { force: true });
  }
}

const missing = Object.keys(wanted).filter((program) => !onPath(program));
const packages = [...new Set(missing.map((program) => wanted[program] ?? program))];
const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
if (packages.length > 0) {
  if (!debian) {
    say(`The tests start real servers; please install: ${packages.join(', ')} (Debian's names).`);
    process.exit(1);
  }
  say(`Installing for the tests: ${packages.join(', ')} (no service is started) …`);
  withoutServices(() => {
    apt('update');
    install(...packages);
  });
}
if (debian && !onPath(welcome)) {
  say(`Installing for the tests, if it can be had: ${welcome} …`);
  try {
    withoutServices(() => withBackports(() => install(welcome)));
  } catch {
    say(`No ${welcome} here: its tests are skipped.`);
  }
}

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

const missing = Object.keys(wanted).filter((program) => !onPath(program));
if (missing.length > 0) {
  const packages = [...new Set(missing.map((program) => wanted[program] ?? program))];
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!debian) {
    say(`The tests start real servers; please install: ${packages.join(', ')} (Debian's names).`);
    process.exit(1);
  }
  say(`Installing for the tests: ${packages.join(', ')} (no service is started) …`);
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n');
    chmodSync(policy, 0o755);
  }
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

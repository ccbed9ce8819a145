import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { aptInstall, canInstall, executable } from '../sandbox/redis/apt.ts';
import { fetchUnleash } from '../sandbox/unleash/index.ts';

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

async function onPath(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return (await Promise.all(folders.map((folder) => executable(join(folder, program))))).includes(true);
}

async function missingOf(programs: readonly string[]): Promise<string[]> {
  const there = await Promise.all(programs.map(onPath));
  return programs.filter((_, index) => !there[index]);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Lets apt see the backports for as long as the work takes, from where the rest of this Debian comes from. */
async function withBackports(work: () => Promise<void>): Promise<void> {
  const asked = ['indextargets', '--format', '$(REPO_URI)', 'Identifier: Packages', `Codename: ${older}`];
  const [from] = execFileSync('apt-get', asked, { encoding: 'utf8' }).split('\n');
  const list = '/etc/apt/sources.list.d/sluice-backports.list';
  if (from) await writeFile(list, `deb ${from} ${older}-backports main\n`);
  await work().finally(() => rm(list, { force: true }));
}

const missing = await missingOf(Object.keys(wanted));
const packages = [...new Set(missing.map((program) => wanted[program] ?? program))];
const debian = await canInstall();
if (packages.length > 0) {
  if (!debian) {
    say(`The tests start real servers; please install: ${packages.join(', ')} (Debian's names).`);
    process.exit(1);
  }
  say(`Installing for the tests: ${packages.join(', ')} (no service is started) …`);
  await aptInstall(packages, process.env);
}
if (debian && !(await onPath(welcome))) {
  say(`Installing for the tests, if it can be had: ${welcome} …`);
  await withBackports(() => aptInstall([welcome], process.env)).catch(() =>
    say(`No ${welcome} here: its tests are skipped.`),
  );
}
await fetchUnleash(say).catch((error: Error) => say(`${error.message} Its tests are skipped.`));

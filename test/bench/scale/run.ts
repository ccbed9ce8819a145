import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { machine } from '../table.ts';
import { type CommandFigures, measureCommands } from './commands.ts';
import { type LiveFigures, measureLive } from './live.ts';
import { help, readOptions, type ScaleOptions } from './options.ts';
import { type Folder, openFolder } from './place.ts';
import { measureStart, openImage, roles, type StartFigures, startTable } from './start.ts';
import { measureStorm, type StormFigures } from './storm.ts';
import { commandTable, liveTable, sectionOf, stormTable } from './table.ts';

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

interface Done {
  starts: StartFigures[];
  live: LiveFigures[];
  storms: StormFigures[];
  commands: CommandFigures[];
}

type Environment = ScaleOptions['env'];

/** One that could not be measured is told, and the others go on. */
async function attempt<T>(what: string, list: T[], measure: () => Promise<T>, shown: (all: T[]) => string) {
  try {
    const one = await measure();
    list.push(one);
    say(shown([one]));
  } catch (error) {
    process.exitCode = 1;
    say(`${what}: not measured: ${error instanceof Error ? error.stack : error}`);
  }
}

async function starts({ times }: ScaleOptions, env: Environment, { starts }: Done) {
  const image = await openImage(env);
  try {
    for (const role of roles) await attempt(`role ${role}`, starts, () => measureStart(image, role, times), startTable);
  } finally {
    await image.close();
  }
}

async function releases(options: ScaleOptions, folder: Folder, env: Environment, { live }: Done) {
  const { seconds, intervalMs } = options;
  for (const source of options.sources)
    for (const workers of options.workers)
      for (const releases of options.releases) {
        const given = { releases, workers, source, seconds, intervalMs, env, apiMs: 0 };
        await attempt(`${releases} releases`, live, () => measureLive(folder, given, say), liveTable);
      }
}

async function storm(options: ScaleOptions, folder: Folder, env: Environment, { storms }: Done) {
  const { bad, healthy, apiMs, intervalMs } = options;
  for (const source of options.sources)
    for (const how of options.how) {
      const given = { releases: bad + healthy, bad, how, workers: 1, source, intervalMs, env, apiMs };
      await attempt(`storm of ${bad}`, storms, () => measureStorm(folder, given, say), stormTable);
    }
}

function profiled(env: Environment, folder: string): Environment {
  return { ...env, NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --cpu-prof --cpu-prof-dir=${folder}` };
}

async function measureAll(options: ScaleOptions, done: Done): Promise<void> {
  const profiles = options.profiles === null ? null : resolve(options.profiles);
  if (profiles !== null) await mkdir(profiles, { recursive: true });
  const env = profiles === null ? options.env : profiled(options.env, profiles);
  if (options.only.includes('start')) await starts(options, env, done);
  const folder = await openFolder();
  try {
    if (options.only.includes('releases')) await releases(options, folder, env, done);
    if (options.only.includes('storm')) await storm(options, folder, env, done);
  } finally {
    await folder.close();
  }
  const { people, services } = options;
  for (const mode of options.only.includes('commands') ? options.modes : [])
    await attempt(
      `${people} people`,
      done.commands,
      () => measureCommands({ people, services, mode, env }, say),
      commandTable,
    );
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(help);
  const done: Done = { starts: [], live: [], storms: [], commands: [] };
  await measureAll(options, done);
  process.stdout.write(`${sectionOf({ ...done, machine: machine() })}\n`);
}

await main().catch((error: unknown) => {
  process.exitCode = 1;
  say(error instanceof Error ? error.message : String(error));
});
process.exit();

import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Process, type SluicePlace, sluiceEnvironment, startNode } from './process.ts';

const root = join(import.meta.dirname, '../..');
const rooms = ['app', 'bin', 'commands', 'jobs', 'src', 'package.json'];

/** What a later version might add: an event of a new type, written with each step. */
const changes = [
  {
    file: 'src/domain/events.ts',
    from: "z.object({ type: z.literal('started'), at }),",
    to: "z.object({ type: z.literal('started'), at }), z.object({ type: z.literal('later.noted'), at }),",
  },
  { file: 'src/domain/fold.ts', from: "case 'requested':", to: "case 'later.noted':\n    case 'requested':" },
  {
    file: 'src/engine/decide.ts',
    from: "append({ type: 'step.started', at: now, index })",
    to: "append({ type: 'step.started', at: now, index }, { type: 'later.noted', at: now })",
  },
];

export interface NewerSluice {
  start(place: SluicePlace): Process;
  remove(): Promise<void>;
}

/** This very Sluice as it might be one version later, in a folder of its own. */
export async function makeNewerSluice(): Promise<NewerSluice> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-newer-'));
  const files = (await readdir(root)).filter((name) => name.endsWith('.ts'));
  await Promise.all([...rooms, ...files].map((name) => cp(join(root, name), join(folder, name), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, from, to } of changes) {
    const text = await readFile(join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} no longer has what a newer version would change: ${from}`);
    await writeFile(join(folder, file), text.replace(from, to));
  }
  return {
    start: (place) => startNode(join(folder, 'bin/sluice.js'), ['run', '--role', 'worker'], sluiceEnvironment(place)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../table.ts';
import { type LiveFigures, measureLive } from './live.ts';
import { openFolder } from './place.ts';
import { liveTable } from './table.ts';

const help = `npm run bench:scale                           measures many live releases at once (many minutes) and prints a table
  --releases 10,100,1000  --workers 1,4  --source scrape,prometheus  --seconds 60
  --cpu-prof <folder>     leaves a CPU profile of each worker there`;

const { values } = parseArgs({
  options: {
    releases: { type: 'string', default: '10,100,1000,3000,10000' },
    workers: { type: 'string', default: '1,4' },
    source: { type: 'string', default: 'scrape,prometheus' },
    seconds: { type: 'string', default: '60' },
    'cpu-prof': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

function numbers(name: string, text: string): number[] {
  const all = text.split(',').map(Number);
  if (!all.every((each) => Number.isInteger(each) && each > 0))
    throw new Error(`--${name}: whole numbers, not '${text}'`);
  return all;
}

function sources(): LiveFigures['source'][] {
  return values.source.split(',').map((each) => {
    if (each === 'scrape' || each === 'prometheus') return each;
    throw new Error(`--source: scrape or prometheus, not '${each}'`);
  });
}

async function measureAll(): Promise<void> {
  const profiles = values['cpu-prof'] === undefined ? null : resolve(values['cpu-prof']);
  if (profiles !== null) await mkdir(profiles, { recursive: true });
  const [seconds = 60] = numbers('seconds', values.seconds);
  const folder = await openFolder();
  const done: LiveFigures[] = [];
  try {
    for (const source of sources())
      for (const workers of numbers('workers', values.workers))
        for (const releases of numbers('releases', values.releases)) {
          const one = await measureLive(folder, { releases, workers, source, seconds, profiles }, say);
          done.push(one);
          say(liveTable([one]));
        }
  } finally {
    await folder.close();
    process.stdout.write(`${liveTable(done)}\n\n${machine()}\n`);
  }
}

if (values.help) say(help);
else
  await measureAll().then(
    () => process.exit(0),
    (error: unknown) => {
      say(error instanceof Error ? `${error.stack}` : String(error));
      process.exit(1);
    },
  );

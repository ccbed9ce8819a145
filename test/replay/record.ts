/**
 * Records what no version has recorded yet, by hand: `npx node test/replay/record.ts`. A recording is of the version of Sluice
 * that made it and is never changed or removed; see docs/guide/upgrading.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecordings } from './recordings.ts';
import { stories } from './stories.ts';
import { summaryOf } from './summary.ts';

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = join(root, 'test/fixtures/logs', version);
await mkdir(folder, { recursive: true });
const known = new Set(readRecordings().map(({ name }) => name.split('/').at(-1)));
for (const [name, story] of Object.entries(stories)) {
  if (known.has(name)) continue;
  const file = join(folder, `${name}.ndjson`);
  const events = await (await story()).events();
  await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await writeFile(join(folder, `${name}.summary`), `${JSON.stringify(summaryOf(events), null, 2)}\n`);
  process.stdout.write(`${version}/${name}: ${events.length} events\n`);
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { catalogueJsonSchema, catalogueReference, environmentReference } from '../src/config/reference.ts';
import { metricsReference } from '../src/platform/metrics-reference.ts';
import { createTelemetry } from '../src/platform/telemetry.ts';
import { families } from '../src/providers/index.ts';
import { planPictures } from './plan-pictures.ts';

/** Writes what is made from the schemas and from plans; with `--check` only looks whether it is up to date, and fails where it is not. */
const root = join(import.meta.dirname, '..');
const whichStrategy = await readFile(join(root, 'docs/guide/which-strategy.md'), 'utf8');
const files: Record<string, string> = {
  ...planPictures(whichStrategy),
  'docs/reference/catalogue.md': catalogueReference(families),
  'docs/reference/environment.md': environmentReference(),
  'docs/reference/metrics.md': metricsReference(createTelemetry()),
  'manifests/sluice.schema.json': `${JSON.stringify(catalogueJsonSchema(families), null, 2)}\n`,
};

const stale: string[] = [];
for (const [file, text] of Object.entries(files)) {
  const path = join(root, file);
  const now = await readFile(path, 'utf8').catch(() => null);
  if (now === text) continue;
  stale.push(file);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Not up to date, run "npm run docs": ${stale.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'All up to date.' : `Written: ${stale.join(', ')}`);
}

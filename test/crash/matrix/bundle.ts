import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../scripts/bundle.ts';

const folder = fileURLToPath(new URL(`../../../node_modules/.cache/sluice/crash-${process.pid}/`, import.meta.url));

/** A program bundled as Sluice itself is: it starts in a fraction of the time, which counts when it starts often. */
export async function bundled(entry: URL): Promise<string> {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await bundle({ entry: fileURLToPath(entry), outdir: folder, name: 'program', extension: '.mjs' });
  return join(folder, 'program.mjs');
}

/** Where Node keeps what it compiled of a bundle. */
export function cacheOf(program: string): string {
  return `${program}.cache`;
}

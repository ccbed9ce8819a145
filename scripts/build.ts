import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { bundle } from './bundle.ts';

/** `node scripts/build.ts [file]`: Sluice and what it uses, bundled. scripts/image.ts puts `node_modules` beside it. */
const root = join(import.meta.dirname, '..');
const outfile = resolve(root, process.argv[2] ?? 'dist/main.js');

await rm(dirname(outfile), { force: true, recursive: true });
const { metafile, warnings } = await bundle({
  entry: join(root, 'main.ts'),
  outdir: dirname(outfile),
  name: basename(outfile, '.js'),
  extension: '.js',
});
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
const pieces = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js')).length;
const size = (bytes / 1_000_000).toFixed(1);
console.log(
  `${outfile}: ${size} MB in ${pieces} pieces from ${Object.keys(metafile.inputs).length} files, ${warnings.length} warnings`,
);

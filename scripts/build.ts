import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * `node scripts/build.ts [file]`: Sluice and what it uses, for a quick start: one file with what every start needs, and
 * beside it pieces that are read when they are needed (traces, the page of the queues, charts). Packages that are more
 * than code stay outside, and so must be in `node_modules` beside it: see scripts/image.ts.
 */
const root = join(import.meta.dirname, '..');
const outfile = resolve(root, process.argv[2] ?? 'dist/main.js');

/** Native, fonts, and the pages of the queue board. */
const outside = ['@resvg/resvg-js', 'dejavu-fonts-ttf', '@bull-board/ui'];

/** Bundled CommonJS packages call `require` and `__dirname`, which an ES module does not have. */
const banner = [
  "import { createRequire as __sluiceCreateRequire } from 'node:module';",
  "import { dirname as __sluiceDirname } from 'node:path';",
  'const require = __sluiceCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = __sluiceDirname(__filename);',
].join('\n');

await rm(dirname(outfile), { force: true, recursive: true });
const { metafile, warnings } = await build({
  entryPoints: { [basename(outfile, '.js')]: join(root, 'main.ts') },
  outdir: dirname(outfile),
  bundle: true,
  splitting: true,
  chunkNames: 'piece-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: outside,
  banner: { js: banner },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  metafile: true,
});
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
const pieces = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js')).length;
const size = (bytes / 1_000_000).toFixed(1);
console.log(
  `${outfile}: ${size} MB in ${pieces} pieces from ${Object.keys(metafile.inputs).length} files, ${warnings.length} warnings`,
);

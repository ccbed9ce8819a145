import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * `node scripts/build.ts [file]`: Sluice and what it uses in one file, for a quick start. Packages that are more than
 * code stay outside, and so must be in `node_modules` beside it: the drawing library (native) and the fonts.
 */
const root = join(import.meta.dirname, '..');
const outfile = resolve(root, process.argv[2] ?? 'dist/main.js');

const outside = ['@resvg/resvg-js', 'dejavu-fonts-ttf'];

/** Bundled CommonJS packages call `require` and `__dirname`, which an ES module does not have. */
const banner = [
  "import { createRequire as __sluiceCreateRequire } from 'node:module';",
  "import { dirname as __sluiceDirname } from 'node:path';",
  'const require = __sluiceCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = __sluiceDirname(__filename);',
].join('\n');

await rm(outfile, { force: true });
const { metafile, warnings } = await build({
  entryPoints: [join(root, 'main.ts')],
  outfile,
  bundle: true,
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
const [output] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
const size = ((output?.bytes ?? 0) / 1_000_000).toFixed(1);
console.log(`${outfile}: ${size} MB from ${Object.keys(metafile.inputs).length} files, ${warnings.length} warnings`);

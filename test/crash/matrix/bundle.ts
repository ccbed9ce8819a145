import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages that are more than code, found in `node_modules` when the bundle runs. */
const outside = ['@resvg/resvg-js', 'dejavu-fonts-ttf'];

/** Bundled CommonJS packages call `require` and `__dirname`, which an ES module does not have. */
const banner = [
  "import { createRequire as __sluiceCreateRequire } from 'node:module';",
  'const require = __sluiceCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** One file of a program and all it imports: it starts in a third of the time, which counts when it starts often. */
export async function bundled(entry: URL): Promise<string> {
  const outfile = fileURLToPath(
    new URL(`../../../node_modules/.cache/sluice/crash-${process.pid}.mjs`, import.meta.url),
  );
  process.once('exit', () => {
    for (const made of [outfile, cacheOf(outfile)]) rmSync(made, { recursive: true, force: true });
  });
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    external: outside,
    banner: { js: banner },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
  });
  return outfile;
}

/** Where Node keeps what it compiled of a bundle. */
export function cacheOf(program: string): string {
  return `${program}.cache`;
}

import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';

/** Native, WebAssembly, and the pages of the queue board: packages that are more than code. */
const outside = ['@resvg/resvg-js', '@bull-board/ui', 'libpg-query'];

/** Of charts: read by their files' names. */
const fonts = join(import.meta.dirname, '../src/platform/fonts');

const kubeconfigOnly = join(import.meta.dirname, '../node_modules/@kubernetes/client-node/dist/config.js');

/** Started by their files' names. */
const threads = {
  'chart-thread': join(import.meta.dirname, '../src/platform/chart-thread.ts'),
  'sql-thread': join(import.meta.dirname, '../src/platform/sql-thread.ts'),
  'page-thread': join(import.meta.dirname, '../src/providers/metrics/page-thread.ts'),
  'tags-thread': join(import.meta.dirname, '../src/providers/images/tags-thread.ts'),
};

/** Bundled CommonJS packages call `require` and `__dirname`, which an ES module does not have. */
const banner = [
  "import { createRequire as __sluiceCreateRequire } from 'node:module';",
  "import { dirname as __sluiceDirname } from 'node:path';",
  'const require = __sluiceCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = __sluiceDirname(__filename);',
].join('\n');

/**
 * What would be read at each start for nothing. An ES module that imports `node:http` has Node read all that it
 * exports, a second HTTP client among it (`WebSocket` and others; some 50 ms); required, it does not. Bolt reads Express
 * for a receiver that is not ours, and BullMQ what keeps queues in PostgreSQL. Of client-node we use the kubeconfig: its
 * clients, one for each group of the API, are 1 MB of code.
 */
const lean: Plugin = {
  name: 'lean',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'node:http', namespace: 'required' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    onResolve({ filter: /^express$/ }, ({ importer }) =>
      importer.includes('@slack') ? { path: 'express', namespace: 'absent' } : undefined,
    );
    onResolve({ filter: /^\.\/postgres$/ }, ({ importer }) =>
      importer.includes('bullmq') ? { path: 'postgres', namespace: 'absent' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: '' }));
    onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: kubeconfigOnly }));
    onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ importer }) =>
      importer === kubeconfigOnly ? { path: 'clients', namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'export const createConfiguration = undefined, ServerConfiguration = undefined;',
    }));
  },
};

export interface BundleOptions {
  entry: string;
  outdir: string;
  /** Of the main file, without its extension. */
  name: string;
  extension: '.js' | '.mjs';
}

/**
 * A program and what it uses, for a quick start: one file with what every start needs, and beside it pieces that are
 * read when they are needed. Packages that are more than code stay outside, and so must be in `node_modules` beside it.
 */
export async function bundle({ entry, outdir, name, extension }: BundleOptions) {
  await cp(fonts, join(outdir, 'fonts'), { recursive: true });
  const { outputFiles, ...built } = await build({
    entryPoints: { [name]: entry, ...threads },
    outdir,
    outExtension: { '.js': extension },
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
    write: false,
    plugins: [lean],
  });
  await Promise.all(outputFiles.map(writeOut));
  return built;
}

/**
 * V8 keeps a source with one character beyond Latin-1 in two bytes a character. esbuild escapes those of plain strings,
 * not those of tagged templates and regular expressions, where an escape means the same.
 */
async function writeOut({ path, contents, text }: OutputFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, /\.m?js$/.test(path) ? text.replace(/[^\0-\x7f]/g, escaped) : contents);
}

/** One UTF-16 code unit → its escape. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

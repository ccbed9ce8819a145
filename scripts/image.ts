import { execFile } from 'node:child_process';
import { cp, lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * `node scripts/image.ts <folder>`: the file tree that goes into the image, and its size by part. It is all that Sluice
 * needs beside Node: test/contract/cli/bundle.test.ts runs it from there.
 */
const root = join(import.meta.dirname, '..');

/**
 * What is more than code: the drawing library of this platform, PostgreSQL's parser, and the pages of the queue board. And
 * regular expressions of RE2, which are read only where a catalogue has one that needs them.
 */
const beside = [
  'bin',
  'package.json',
  'node_modules/@resvg',
  'node_modules/@bull-board/ui',
  'node_modules/libpg-query',
  'node_modules/@pgsql/types',
  'node_modules/re2js/package.json',
  'node_modules/re2js/LICENSE',
  'node_modules/re2js/build/index.cjs',
];

const target = process.argv[2];
if (target === undefined) throw new Error('usage: node scripts/image.ts <folder>');
const out = resolve(root, target);
await promisify(execFile)(process.execPath, [join(root, 'scripts/build.ts'), join(out, 'dist/main.js')]);
for (const path of beside) {
  await rm(join(out, path), { recursive: true, force: true });
  await mkdir(dirname(join(out, path)), { recursive: true });
  await cp(join(root, path), join(out, path), {
    recursive: true,
    dereference: true,
    filter: (file) => !unwanted(file),
  });
}
const sizes = await Promise.all(
  ['dist', ...beside].map(async (path) => [path, await sizeOf(join(out, path))] as const),
);
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
for (const [path, bytes] of [...sizes, ['total, without Node', total] as const]) {
  console.log(`${(bytes / 1_000_000).toFixed(2).padStart(7)} MB  ${path}`);
}
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
console.log(`Sluice ${version} in ${out}`);

function unwanted(file: string): boolean {
  return /\.(map|md|d\.ts)$|\/locales\/(?!en-US)[\w-]+(\/|$)/.test(file);
}

async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path);
  if (!found.isDirectory()) return found.size;
  const inside = await readdir(path);
  const sizes = await Promise.all(inside.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

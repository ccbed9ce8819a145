import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));
export const heading = 'Many releases at once';

/** Puts what was measured into the page of all benchmarks. */
export async function writeSection(body: string): Promise<void> {
  await writeFile(page, withSection(await readFile(page, 'utf8'), body));
}

/** The text with this body under our heading, which comes last where it was not there; all other sections as they were. */
export function withSection(text: string, body: string): string {
  const [before = '', ...rest] = text.split(new RegExp(`^## ${heading}\\n`, 'm'));
  const after = /^## [\s\S]*/m.exec(rest.join(''))?.[0];
  const section = `## ${heading}\n\n${body.trim()}\n`;
  return `${before.trimEnd()}\n\n${section}${after === undefined ? '' : `\n${after}`}`;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../fixtures/logs');

/** A log as some version of Sluice wrote it. */
export interface Recording {
  /** `0.1.0/canary-succeeded`. */
  name: string;
  /** The entries as they stand in the file. */
  raw: unknown[];
  /** What the version that wrote it made of it. */
  summary: unknown;
}

export function readRecordings(): Recording[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ndjson'));
  return files.sort().map((file) => {
    const path = join(folder, file);
    return {
      name: file.replace(/\.ndjson$/, ''),
      raw: readFileSync(path, 'utf8').trimEnd().split('\n').map(parse),
      summary: parse(readFileSync(path.replace(/\.ndjson$/, '.summary'), 'utf8')),
    };
  });
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

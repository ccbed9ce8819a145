import { readFileSync } from 'node:fs';

/** A JSON report, for whoever checks its shape; null where there is none that can be read. */
export function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

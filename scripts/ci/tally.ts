import { readFileSync } from 'node:fs';
import { summary } from './summary.ts';

/** Of a Vitest run: its JSON report and its exit code. Prints how many passed and failed, then what failed, a line each. */
const [, , report = '', code = ''] = process.argv;

function read(): unknown {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

const { passed, failed, broken } = summary(read(), Number(code));
process.stdout.write(`${[`${passed} ${failed}`, ...broken].join('\n')}\n`);

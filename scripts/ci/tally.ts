import { readReport } from './report.ts';
import { summary } from './summary.ts';

/** Of a Vitest run: its JSON report and its exit code. Prints how many passed and failed, then what failed, a line each. */
const [, , report = '', code = ''] = process.argv;

const { passed, failed, broken } = summary(readReport(report), Number(code));
process.stdout.write(`${[`${passed} ${failed}`, ...broken].join('\n')}\n`);

import { readReport } from './report.ts';
import { failedFiles } from './summary.ts';

/** Of a Vitest run's JSON report: the files to try once more, a line each. Nothing where there is no report, or too many failed. */
const [, , report = ''] = process.argv;

for (const file of failedFiles(readReport(report))) process.stdout.write(`${file}\n`);

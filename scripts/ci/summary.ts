import { z } from 'zod';

/** What is used of a Vitest report. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

type FileResult = z.infer<typeof reportSchema>['testResults'][number];

export interface Summary {
  passed: number;
  failed: number;
  /** A line for each of what failed. */
  broken: string[];
}

/**
 * What came of a Vitest run.
 * @param report as Vitest's JSON reporter writes it; a run without one has failed
 * @param code its exit code: one that is not 0 is a failure, whatever the report says, and so is a run without tests
 */
export function summary(report: unknown, code: number): Summary {
  const { data } = reportSchema.safeParse(report);
  if (!data) return { passed: 0, failed: 1, broken: [`no report; ended with ${code}`] };
  const broken = data.testResults.filter(({ status }) => status === 'failed').flatMap(brokenIn);
  const failed = Math.max(broken.length, data.numFailedTests);
  if (failed > 0) return { passed: data.numPassedTests, failed, broken };
  if (code !== 0) return { passed: data.numPassedTests, failed: 1, broken: [`ended with ${code}`] };
  if (data.numPassedTests === 0) return { passed: 0, failed: 1, broken: ['no test was run'] };
  return { passed: data.numPassedTests, failed: 0, broken: [] };
}

/** More failing files than this are no accident of a busy machine. */
const fewFiles = 3;

/** The files of a run in which something failed, where they are few and known; else none. */
export function failedFiles(report: unknown): string[] {
  const { data } = reportSchema.safeParse(report);
  const files = (data?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);
  return files.length > fewFiles ? [] : files;
}

/** The tests of a file that failed; the file itself where it did so outside of them. */
function brokenIn({ name, assertionResults }: FileResult): string[] {
  const file = name.split('/test/').pop();
  const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  return (tests.length > 0 ? tests : ['(the file itself)']).map((test) => `${file}: ${test}`);
}

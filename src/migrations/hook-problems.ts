/** What a webhook makes no use of. */
const ofJobs = ['command', 'job', 'image', 'repeatable'] as const;
type BesideWebhook = { webhook?: unknown } & Partial<Record<(typeof ofJobs)[number], unknown>>;

/** Settings of a Job beside a webhook, with what is wrong: nobody could tell which of the two is meant. */
export function hookProblems(written: BesideWebhook | undefined): [string, string][] {
  if (!written?.webhook) return [];
  return ofJobs
    .filter((key) => written[key] !== undefined)
    .map((key) => [key, `it is done by webhook, which runs no Job: leave ${key} or webhook out`]);
}

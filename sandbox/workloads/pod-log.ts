import { z } from 'zod';

const podSchema = z.looseObject({
  status: z
    .looseObject({
      containerStatuses: z
        .array(
          z.looseObject({
            state: z.looseObject({ terminated: z.unknown().optional() }).default({}),
            lastState: z.looseObject({ terminated: z.unknown().optional() }).default({}),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

const start = ['reading configuration', 'connecting to postgres://shop:hunter2hunter2@db/shop'];

/**
 * What a container prints: its start, and what it died of where it has ended. A password is among it, as happens.
 * @param pod as the API server has it
 * @param previous of the run before the present one
 * @returns null where there was no run before
 */
export function printedBy(pod: unknown, previous: boolean): string | null {
  const { status } = podSchema.parse(pod);
  const runs = status.containerStatuses.map(({ state, lastState }) => (previous ? lastState : state).terminated);
  const ended = runs.some((run) => run !== undefined);
  if (previous && !ended) return null;
  const end = ended
    ? ['FATAL: relation "tax_rates" does not exist', '    at TaxTable.load (tax.js:41)']
    : ['listening'];
  return [...start, ...end].map((line) => `${line}\n`).join('');
}

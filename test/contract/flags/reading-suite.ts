import { expect, it } from 'vitest';
import type { Flags } from '../../../src/providers/flags/flags.ts';

/** What reading does on the flags of every kind, on a service that works. */
export function readingSuite(flags: () => Flags): void {
  it('answers a question for a value with a reason, or with what was given for it', async () => {
    const question = { flag: 'nothing-of-this-name', otherwise: 'blue', context: { targetingKey: 'user-1' } };
    const evaluation = await flags().read(question);
    expect(evaluation).toMatchObject({ value: 'blue', reason: 'ERROR', errorCode: expect.any(String) });
    expect(evaluation.errorMessage).toMatch(/\w+ \w+/);
  });
}

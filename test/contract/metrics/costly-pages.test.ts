import { setImmediate as othersTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readPageOnThread } from '../../../src/providers/metrics/page-reader.ts';
import type { NamedReading, NameSettings } from '../../../src/providers/metrics/recognize.ts';

const failing = (matches: string): NameSettings => ({
  path: '/metrics',
  requests: { metric: 'requests_total', errors: { label: 'code', matches } },
  durations: null,
  where: undefined,
});
/** Below the length from which any page is read aside. */
const page = `requests_total{code="${'ab'.repeat(30_000)}"} 7\n`;

/** Whether others had their turn before the page was read. */
async function letsOthersIn(matches: string): Promise<{ first: 'others' | 'page'; reading: NamedReading }> {
  const order: ('others' | 'page')[] = [];
  const others = othersTurn().then(() => order.push('others'));
  const reading = await readPageOnThread(page, failing(matches));
  order.push('page');
  await others;
  return { first: order[0] ?? 'page', reading };
}

describe('a page that is short, with a label that is not', () => {
  it.each(['[ab]*a[ab]{900}', '(.*a.{20}|.*b.{21}){3}', '(?:[ab]?){900}a'])(
    'holds nobody up where %s takes long over it',
    async (matches) => {
      const { first, reading } = await letsOthersIn(matches);
      expect(first).toBe('others');
      expect(Object.values(reading.series.requests)).toEqual([7]);
    },
  );

  it.each(['5..', '[45]..|-', '(?i)error|5\\d\\d'])('is read at once where %s does not', async (matches) => {
    const { first, reading } = await letsOthersIn(matches);
    expect(first).toBe('page');
    expect(reading.series.failures).toEqual({});
  });
});

import { z } from 'zod';

/** A number of pods, or a percentage such as `25%`. */
export const amountSchema = z.union([z.number(), z.string()]).nullish();

/** A number of pods, or a percentage of `total`. */
export function amount(value: number | string, total: number, round: (exact: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = Number.parseInt(value, 10);
  return Number.isNaN(percent) ? 0 : round((percent * total) / 100);
}

import { z } from 'zod';

/** One of several places of an environment. */
export const placeSchema = z.object({
  /** Places of one ring get a version side by side, and one ring after the other; from 0. */
  ring: z.number().int().nonnegative(),
  /** In a train it asks for an approval of its own, whatever was approved before. */
  asks: z.boolean(),
});

/** Between an environment and a place of it, in the names of targets: `production/eu`. No environment and no place has one in its name. */
const slash = '/';

/** How one of the places of an environment is named everywhere, in commands too. */
export function placeNamed(environment: string, place: string): string {
  return `${environment}${slash}${place}`;
}

/** `production` of `production/eu`, and of `production`. */
export function environmentOf(named: string): string {
  return named.split(slash)[0] ?? named;
}

/** `eu` of `production/eu`; null for an environment that has no places. */
export function placeIn(named: string): string | null {
  const at = named.indexOf(slash);
  return at < 0 ? null : named.slice(at + 1);
}

/** Whether `named` is what `where` means: that very place, or one of the environment's. */
export function isWithin(named: string, where: string): boolean {
  return named === where || environmentOf(named) === where;
}

import { type FlagState, type FlagVariant, shareOn } from '../domain/flag.ts';
import type { FlagAsked, FlagWish } from '../domain/flag-wish.ts';
import { share } from './format.ts';
import { say, type Words } from './words.ts';

/** "25 %", or "its own rules" where no single figure says who gets a flag. @param percent 0 to 100 */
export function shareWords(percent: number | null): string {
  return percent === null ? 'its own rules' : share(percent);
}

/** "new-pricing off", "new-pricing 25 %". */
export function flagShare(flag: string, percent: number | null): Words {
  return percent === 0 ? say`${flag} off` : say`${flag} ${shareWords(percent)}`;
}

/** "blue 50 %, red 50 %". */
export function variantWords(variants: readonly FlagVariant[]): string {
  return variants.map(({ name, percent }) => `${name} ${share(percent)}`).join(', ');
}

/** What a flag is asked to be, or was: "25 %", "off", "blue 50 %". @param percent 0 to 100; null where no single figure says it */
export function wishWords(to: FlagWish, percent: number | null = to.percent): string {
  switch (to.kind) {
    case 'share':
      return percent === 0 ? 'off' : shareWords(percent);
    case 'variant':
      return `${to.variant} ${shareWords(percent)}`;
  }
}

/** A flag as it stands, in place of a version: "new-pricing at 25 %", "new-pricing off". */
export function flagAt({ flag, to }: FlagAsked, percent: number | null = to.percent): string {
  return `${flag} ${to.kind === 'share' && percent === 0 ? 'off' : `at ${wishWords(to, percent)}`}`;
}

/** What somebody else has made of a flag, as a clause of plain text. @param by who, where the flag's service tells */
export function changedByOthers(
  flag: string,
  { left, found, by }: { left: FlagState | null; found: FlagState; by: string | null },
): string {
  const who = by ?? 'Somebody';
  if (found.stands !== 'present') return `${who} has ${found.stands === 'archived' ? 'archived' : 'deleted'} ${flag}`;
  const [was, now] = [left && shareOn(left), shareOn(found)];
  if (was === now) return `${who} has changed the rules of ${flag}; it is still at ${shareWords(now)}`;
  return `${who} has changed ${flag}: it is at ${shareWords(now)}, and was left at ${shareWords(was)}`;
}

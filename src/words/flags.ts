import { type FlagState, shareOn } from '../domain/flag.ts';
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

/** What somebody else has made of a flag, as a clause of plain text. @param by who, where the flag's service tells */
export function changedByOthers(
  flag: string,
  { left, found, by }: { left: FlagState | null; found: FlagState; by: string | null },
): string {
  const who = by ?? 'Somebody';
  if (found.stands !== 'present') return `${who} has ${found.stands === 'archived' ? 'archived' : 'deleted'} ${flag}`;
  const [was, now] = [left && shareOn(left), shareOn(found)];
  if (was === now) return `${who} has changed the rules of ${flag}; it still is at ${shareWords(now)}`;
  return `${who} has changed ${flag}: it is at ${shareWords(now)}, and was left at ${shareWords(was)}`;
}

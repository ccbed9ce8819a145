import { isDate } from './calendar.ts';

/** Whether a piece of a version is the id of a commit: hexadecimal, with digits in it and letters, or git's `g` before it. */
export function isCommit(piece: string): boolean {
  return /^g?[0-9a-f]{7,64}$/.test(piece) && /[a-g]/.test(piece) && /\d/.test(piece);
}

/**
 * Whether digits may as well be the short id of a commit, which has seven or eight of them: one in some thirty has no letter
 * in it. A date is none.
 */
export function mayBeCommit(digits: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(digits) ?? [];
  return /^\d{7,8}$/.test(digits) && !(year !== undefined && isDate([Number(year), Number(month), Number(day)]));
}

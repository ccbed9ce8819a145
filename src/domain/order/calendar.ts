/** Whether a number may be the year of a version. */
export function isYear(year: number | undefined): boolean {
  return year !== undefined && year >= 1980 && year < 2200;
}

/** @param parts year, month and day; the last one or two may be missing */
export function isDate([year, month = 0, day]: readonly number[]): boolean {
  return isYear(year) && month >= 1 && month <= 12 && (day === undefined || (day >= 1 && day <= 31));
}

/** @param parts hours, minutes and perhaps seconds, as digits */
export function isTime([hours, minutes, seconds]: readonly (string | undefined)[]): boolean {
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds ?? 0) < 60;
}

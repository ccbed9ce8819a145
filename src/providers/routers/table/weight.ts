/**
 * The weight of a share out of what stable and candidate have together (100 but where the user divides further).
 * Whole numbers, as routers want: never none of a share above 0, never all of one below 100.
 */
export function weightOf(percent: number, whole: number): number {
  if (percent <= 0) return 0;
  if (percent >= 100) return whole;
  return Math.min(Math.max(Math.round((whole * percent) / 100), Math.min(1, whole)), Math.max(whole - 1, 0));
}

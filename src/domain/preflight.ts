/** What speaks against a release, found before anything is written. Plain text; names in it may be another's. */
export interface PreflightFinding {
  /** `refuse`: it would surely fail, or do harm. `warn`: a person should know of it before deciding. */
  severity: 'refuse' | 'warn';
  /** What was found, and what would come of it; no full stop at the end. */
  detail: string;
  /** What to do about it; no full stop at the end. */
  remedy: string;
}

/** One that stops the release, as a refusal tells it. */
export type Obstacle = Pick<PreflightFinding, 'detail' | 'remedy'>;

/** As a plan notes it. Plain text. */
export function noteOf({ detail, remedy }: Obstacle): string {
  return `${detail}. What to do: ${remedy}.`;
}

/** What speaks against a release, found before anything is written. Plain text; names in it may be another's. */
export interface PreflightFinding {
  /**
   * `refuse`: it would surely fail, or do harm. `warn`: users or the release may suffer, so a person weighs it before
   * deciding. `note`: good to know, and decides nothing.
   */
  severity: 'refuse' | 'warn' | 'note';
  /** What was found, and what would come of it; no full stop at the end. */
  detail: string;
  /** What to do about it; no full stop at the end. */
  remedy: string;
}

/** Each of them once. */
export function distinct(findings: readonly PreflightFinding[]): PreflightFinding[] {
  return [...new Map(findings.map((each) => [`${each.severity} ${each.detail}`, each])).values()];
}

/** One that stops the release, as a refusal tells it. */
export type Obstacle = Pick<PreflightFinding, 'detail' | 'remedy'>;

/**
 * What only some can. `why`: the reason of the others, as the end of a sentence ("…, and " or "…: " stands before it); `remedy`:
 * what to do instead.
 */
export type Ability<T = object> = ({ can: true } & T) | { can: false; why: string; remedy: string };

const remedyMark = '. What to do: ';

/** As a plan notes it. Plain text. */
export function noteOf({ detail, remedy }: Obstacle): string {
  return `${detail}${remedyMark}${remedy}.`;
}

/** What a plan's note says, and what to do about it, each without a full stop; null where there is nothing to do. */
export function readNote(note: string): { detail: string; remedy: string | null } {
  const [detail = '', ...rest] = note.replace(/\.$/, '').split(remedyMark);
  return { detail, remedy: rest.length > 0 ? rest.join(remedyMark) : null };
}

/** A plan's notes: what a person weighs before deciding stands first, and there are so many of it. */
export interface Notes {
  notes: string[];
  warnings?: number | undefined;
}

/** The same notes with more, each in its place. */
export function withNotes({ notes, warnings = 0 }: Notes, more: readonly PreflightFinding[]): Notes {
  const of = (severity: PreflightFinding['severity']) => more.filter((each) => each.severity === severity).map(noteOf);
  const grave = [...notes.slice(0, warnings), ...of('warn')];
  return {
    notes: [...grave, ...notes.slice(warnings), ...of('note')],
    ...(grave.length > 0 ? { warnings: grave.length } : {}),
  };
}

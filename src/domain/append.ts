/** Gives the list with one more: a longer copy, or the list itself, grown. */
export type Append = <T>(list: T[], item: T) => T[];

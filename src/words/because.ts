import { nothing, say, type Words } from './words.ts';

/** ": why", or nothing where no reason is known; without a full stop, since the sentence brings its own. */
export function because(detail: string | null): Words {
  const text = (detail ?? '').trim().replace(/[.\s]+$/, '');
  return text === '' ? nothing : say`: ${text}`;
}

/** What a person gave as their reason: ": “why”", or nothing. */
export function quoted(reason: string | null | undefined): Words {
  return reason ? say`: “${reason}”` : nothing;
}

/** The detail without its full stop, since the sentence brings its own; what is otherwise said where there is none. */
export function orElse(detail: string, otherwise: string): string {
  return detail.trim().replace(/[.\s]+$/, '') || otherwise;
}

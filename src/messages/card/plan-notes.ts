import type { Plan } from '../../domain/plan.ts';
import { readNote } from '../../domain/preflight.ts';
import { counted } from '../../words/format.ts';
import { bold, join, lines, nothing, say, type Words, withCode } from '../../words/words.ts';

/** So many of either kind stand beside a plan; the rest is told elsewhere. */
const shown = { warnings: 5, notes: 3 };

/** A message has room for so many. */
const most = 20;

type Noted = Pick<Plan, 'notes' | 'warnings'>;

/** What one should know before deciding, the gravest first; null where there is nothing. @param rest where the rest is told */
export function notesText({ plan }: { plan: Noted }, rest: string): Words | null {
  const { warnings, notes } = apart(plan);
  const left = hidden(plan);
  const groups = [
    ...group('Before you decide', '⚠', warnings.slice(0, shown.warnings)),
    ...group('Good to know', '•', notes.slice(0, shown.notes)),
    ...(left > 0 ? [say`${counted(left, 'more note')}: ${rest}`] : []),
  ];
  return groups.length > 0 ? lines(...groups) : null;
}

/** How many notes do not stand beside the plan. */
export function hidden(plan: Noted): number {
  const { warnings, notes } = apart(plan);
  return Math.max(0, warnings.length - shown.warnings) + Math.max(0, notes.length - shown.notes);
}

/** All of them, in pieces that fit a section each. */
export function allNotes(plan: Noted): Words[] {
  const { warnings, notes } = apart(plan);
  const pieces = [
    ...chunks(warnings).flatMap((some, index) => group(index === 0 ? 'Before you decide' : null, '⚠', some)),
    ...chunks(notes.slice(0, most)).flatMap((some, index) => group(index === 0 ? 'Good to know' : null, '•', some)),
  ];
  const left = notes.length - most;
  return left > 0 ? [...pieces, say`… and ${counted(left, 'more note')}`] : pieces;
}

function apart({ notes, warnings = 0 }: Noted) {
  return { warnings: notes.slice(0, warnings), notes: notes.slice(warnings) };
}

function group(title: string | null, mark: string, notes: readonly string[]): Words[] {
  if (notes.length === 0) return [];
  return [lines(title === null ? null : bold(title), ...notes.map((note) => say`${mark} ${oneNote(note)}`))];
}

/** "What is so. What to do about it." */
function oneNote(note: string): Words {
  const { detail, remedy } = readNote(note);
  const todo = remedy === null ? nothing : say`${withCode(begun(remedy))}.`;
  return join([say`${withCode(detail)}.`, todo], ' ');
}

function begun(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function chunks(notes: readonly string[], size = 4): string[][] {
  const count = Math.ceil(notes.length / size);
  return Array.from({ length: count }, (_, index) => notes.slice(index * size, (index + 1) * size));
}

import type { FlagState, LastChange } from '../../domain/flag.ts';
import { canonicalJson } from '../../domain/json.ts';
import { conflictWords } from './failures.ts';
import type { FlagAnswer, FlagFailure } from './flags.ts';

export type Refused = { kind: 'failed'; failure: FlagFailure };
export type Found<R> = { kind: 'found'; rules: R; state: FlagState } | Refused;
/** Rules that a change leads to. */
export type Aimed<R> = { kind: 'aimed'; rules: R } | Refused;

/** A flag's rules of one service (`R`, plain data), and the writes (`W`) that lead from some to others. */
export interface Editor<R, W> {
  /** With `changed` as far as it costs no more questions. */
  find(flag: string): Promise<Found<R>>;
  /** Null where nobody tells. */
  lastChange(flag: string): Promise<LastChange | null>;
  /** What tells rules apart: equal for rules that serve everybody the same and look the same to people. */
  essence(rules: R): unknown;
  /** In an order in which nobody gets the flag in between who gets it neither before nor after. */
  writes(from: R, to: R): W[];
  /** The rules after a write. */
  after(rules: R, write: W): R;
  /** Null when it was done. */
  send(flag: string, write: W): Promise<FlagFailure | null>;
}

export interface Aim<R> {
  flag: string;
  /** What speaks against changing it as it stands; null where nothing does. */
  obstacle(state: FlagState): FlagFailure | null;
  /** Where a change leads to from some rules. */
  aim(from: R): Aimed<R>;
  /** The rules that it is to start from; null: whatever is there. */
  expected: R | null;
}

export function refusedBy(failure: FlagFailure): Refused {
  return { kind: 'failed', failure };
}

/**
 * Brings a flag to where a change aims. What an earlier try has done already, it recognizes: the flag is then as after the
 * first of the writes that lead there.
 * @returns the state that was read after the last write
 */
export async function bring<R, W>(
  editor: Editor<R, W>,
  { flag, obstacle, aim, expected }: Aim<R>,
): Promise<FlagAnswer> {
  const found = await editor.find(flag);
  if (found.kind === 'failed') return found;
  const same = (one: R, other: R) => canonicalJson(editor.essence(one)) === canonicalJson(editor.essence(other));
  const wrong = obstacle(found.state);
  if (wrong) return refusedBy(wrong);
  const aimed = aim(expected ?? found.rules);
  if (aimed.kind === 'failed') return aimed;
  if (same(found.rules, aimed.rules)) return { kind: 'ok', state: await withLastChange(editor, found.state) };
  const begun = expected === null || onTheWay(editor, expected, aimed.rules).some((rules) => same(rules, found.rules));
  if (!begun) return conflict(await withLastChange(editor, found.state));
  for (const write of editor.writes(found.rules, aimed.rules)) {
    const failure = await editor.send(flag, write);
    if (failure) return refusedBy(failure);
  }
  const after = await editor.find(flag);
  if (after.kind === 'failed') return after;
  const state = await withLastChange(editor, after.state);
  return same(after.rules, aimed.rules) ? { kind: 'ok', state } : conflict(state);
}

/** The rules before the first write and after each. */
function onTheWay<R, W>(editor: Editor<R, W>, from: R, to: R): R[] {
  const passed = [from];
  for (const write of editor.writes(from, to)) passed.push(editor.after(passed.at(-1) ?? from, write));
  return passed;
}

export async function withLastChange<R, W>(editor: Editor<R, W>, state: FlagState): Promise<FlagState> {
  if (state.stands === 'absent') return state;
  return { ...state, changed: (await editor.lastChange(state.flag)) ?? state.changed };
}

function conflict(found: FlagState): Refused {
  return refusedBy({ code: 'conflict', ...conflictWords(found.flag, found.changed), changed: found.changed, found });
}

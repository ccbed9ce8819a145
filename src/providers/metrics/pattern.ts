import { createRequire } from 'node:module';
import type { RE2JS as Engine } from 're2js';
import { latest } from '../../platform/latest.ts';

/** A regular expression that cannot be used; in words for people. */
export class PatternError extends Error {
  override name = 'PatternError';
}

/** Whether a text matches from its beginning to its end, as in PromQL's matchers. */
export type Matches = (text: string) => boolean;

interface Compiled {
  matches: Matches;
  /** Instructions: how many steps one character of a text may take. */
  size: number;
}

const maxLength = 1000;
/** Instructions. */
const maxProgram = 2000;
const maxKept = 100;

/**
 * Without repetitions, but for a `.*` that ends an alternative, there is nothing to try over and over, and the two dialects
 * say the same.
 */
const plain = /^(?:[\w ./:-]|\\[{}*?]|\.\*(?=\||$)|\|)*$/;

const kept = latest<Compiled>(maxKept);

/**
 * A regular expression of RE2, which is what Prometheus takes: no look-around and no back-references, and for that no
 * text on which it takes for ever.
 * @throws PatternError in words
 */
export function wholePattern(pattern: string): Matches {
  return compiled(pattern).matches;
}

/**
 * How many steps (1 to 2000) one character of a text may take: no text takes for ever, but a long one may still take a
 * second.
 * @throws PatternError in words
 */
export function stepsOf(pattern: string): number {
  return compiled(pattern).size;
}

function compiled(pattern: string): Compiled {
  const known = kept.get(pattern);
  if (known) return known;
  const made = plain.test(pattern) && pattern.length <= maxLength ? native(pattern) : linear(pattern);
  kept.set(pattern, made);
  return made;
}

function native(pattern: string): Compiled {
  const whole = new RegExp(`^(?:${pattern})$`, 'su');
  return { matches: (text) => whole.test(text), size: 1 };
}

/** Read only where a pattern needs it, which no default does: a start takes 20 ms and 3 MB less. */
function engine(): typeof Engine {
  return createRequire(import.meta.url)('re2js').RE2JS;
}

/** The engine's words; where it quotes the whole pattern, with the flag that it has put in front, as it was written. */
function whyNot(error: unknown, pattern: string): string {
  const why = error instanceof Error ? error.message : String(error);
  return why.replace(`\`(?s)${pattern}\``, () => `\`${pattern}\``);
}

function linear(pattern: string): Compiled {
  if (pattern.length > maxLength) throw new PatternError(`is longer than ${maxLength} characters`);
  const RE2JS = engine();
  let program: Engine;
  try {
    program = RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    throw new PatternError(`is not a regular expression of RE2, as Prometheus has them: ${whyNot(error, pattern)}`);
  }
  const size = program.programSize();
  if (size > maxProgram) throw new PatternError('repeats too much: make it shorter');
  return { matches: (text) => program.testExact(text), size };
}

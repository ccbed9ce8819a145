import type { FlagChange, FlagVariant } from '../../domain/flag.ts';
import { failure } from './failures.ts';
import type { FlagFailure } from './flags.ts';
import type { Finest } from './kind.ts';
import { plainName } from './settings.ts';

/**
 * Why a change means nothing, whatever the flag is like: a service may take it all the same, and then serve nobody knows
 * whom.
 * @param flag also refused where it would not be a name
 */
export function refusal(flag: string, change: FlagChange, finest: Finest): FlagFailure | null {
  if (!plainName.test(flag)) {
    const words = `${JSON.stringify(flag.slice(0, 60))} is not the name of a flag`;
    return refuse(words, 'name it as the service does: letters, digits, and . _ ~ - after the first');
  }
  switch (change.kind) {
    case 'kill':
      return null;
    case 'set':
      return (
        (change.percentage === undefined
          ? null
          : percentRefusal('the percentage', change.percentage, finest.percentage)) ??
        segmentRefusal(change.segments ?? []) ??
        (change.variants === undefined ? null : variantRefusal(change.variants, finest.variants))
      );
  }
}

function refuse(words: string, remedy: string): FlagFailure {
  return failure('refused-value', words, remedy);
}

function percentRefusal(what: string, value: number, step: number): FlagFailure | null {
  // What comes from a log or a form may be no number, whatever its type says.
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(`${what} is not a number`, 'say a number from 0 to 100');
  if (value < 0 || value > 100) return refuse(`${what} is ${value} %`, 'say a number from 0 to 100');
  if (!isMultiple(value, step)) {
    return refuse(`${what} is ${value} %, which the service cannot keep`, `say a multiple of ${step} %`);
  }
  return null;
}

/** Within what binary fractions lose. */
function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-6;
}

function segmentRefusal(segments: readonly string[]): FlagFailure | null {
  const twice = segments.find((name, index) => segments.indexOf(name) !== index);
  if (twice !== undefined) return refuse(`the segment ${twice} is named twice`, 'name each segment once');
  return segments.includes('') ? refuse('a segment has no name', 'name each segment') : null;
}

function variantRefusal(variants: readonly FlagVariant[], step: number): FlagFailure | null {
  const names = variants.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refuse(`the variant ${twice} is named twice`, 'name each variant once');
  for (const { name, percent } of variants) {
    const wrong = percentRefusal(`the share of the variant ${name}`, percent, step);
    if (wrong) return wrong;
  }
  const sum = variants.reduce((total, { percent }) => total + percent, 0);
  if (variants.length > 0 && Math.abs(sum - 100) < 1e-6) return null;
  return refuse(`the shares of the variants add up to ${Math.round(sum * 1000) / 1000} %`, 'let them add up to 100 %');
}

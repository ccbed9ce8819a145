import type { FlagAsked, FlagWish } from '../../src/domain/flag-wish.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { flagAt } from '../../src/words/flags.ts';
import { askFor, type RequestWords } from './request.ts';
import { type Misunderstood, subcommand, syntax, type Understood, understood } from './subcommand.ts';

export const flag = subcommand({
  usage: 'flag checkout new-pricing to 25 % in production',
  summary: 'move a feature flag by itself, step by step; you see the plan first',
  keepsReason: true,
  parse: (rest, reason) => readFlagRequest('', rest, reason),
  run: (deps, typed, asked) => askFor(deps, 'deploy', typed, asked),
});

const form = 'flag <service> <flag> to <percentage>, on, off, or variant <name> [<percentage>] [in <environment>]';
const wishes = 'After “to”: a percentage from 0 to 100 such as 25 %, on, off, or variant <name> [<percentage>].';

/** @param prefix what stands before “flag”: a word with a space after it, or nothing */
export function readFlagRequest(
  prefix: string,
  words: readonly string[],
  reason: string | null,
): Understood<RequestWords> | Misunderstood {
  const [service, name, keyword, ...rest] = words;
  if (!service) return syntax(`Which flag? Say /deploy ${prefix}${form}.`);
  if (!name) return syntax(`Which flag of ${service}? Say /deploy ${prefix}${form}.`);
  if (!keyword) return syntax(`What shall become of ${name}? Say /deploy ${prefix}${form}.`);
  if (keyword.toLowerCase() !== 'to') return withoutTo(prefix, words, reason);
  const wish = readWish(rest);
  if (wish.kind === 'syntax') return wish;
  const { to, left } = wish.asked;
  const environment = readEnvironment(left);
  if (environment.kind === 'syntax') return environment;
  const asked: FlagAsked = { flag: name, to };
  return understood({
    service,
    version: flagAt(asked),
    environment: environment.asked.environment,
    strategy: null,
    flag: asked,
    reason,
  });
}

/** A word that stands where “to” should. */
function withoutTo(prefix: string, words: readonly string[], reason: string | null): Misunderstood {
  const mended = [...words.slice(0, 2), 'to', ...words.slice(2)];
  const isMeant = readFlagRequest(prefix, mended, reason).kind === 'understood';
  const suggestion = isMeant ? `${prefix}${commandText(['flag', ...mended], reason)}` : null;
  return syntax(`I don't understand “${words[2]}” there.`, suggestion, wishes);
}

/** What is asked, and the words behind it. */
interface Wished {
  to: FlagWish;
  left: readonly string[];
}

function readWish(words: readonly string[]): Understood<Wished> | Misunderstood {
  const [first = '', ...left] = words;
  switch (first.toLowerCase()) {
    case '':
      return syntax('“to” needs a percentage, on or off after it.', null, wishes);
    case 'on':
      return understood({ to: { kind: 'share', percent: 100 }, left });
    case 'off':
      return understood({ to: { kind: 'share', percent: 0 }, left });
    case 'variant':
      return readVariant(left);
    default: {
      const share = readPercent(words);
      return share.kind === 'syntax'
        ? share
        : understood({ to: { kind: 'share', percent: share.asked.percent }, left: share.asked.left });
    }
  }
}

function readVariant([variant, ...rest]: readonly string[]): Understood<Wished> | Misunderstood {
  if (!variant) return syntax('“variant” needs the name of a variant after it.', null, wishes);
  const saysShare = /^[-+]?\d/.test(rest[0] ?? '');
  if (!saysShare) return understood({ to: { kind: 'variant', variant, percent: 100 }, left: rest });
  const share = readPercent(rest);
  if (share.kind === 'syntax') return share;
  const { percent, left } = share.asked;
  return understood({ to: { kind: 'variant', variant, percent }, left });
}

/** `25%`, `25 %` and `25` are the same. */
function readPercent([first = '', ...rest]: readonly string[]):
  | Understood<{ percent: number; left: readonly string[] }>
  | Misunderstood {
  const isApart = rest[0] === '%' && !first.endsWith('%');
  const text = first.replace(/%$/, '').replace(',', '.');
  const percent = /^[-+]?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(percent)) return syntax(`“${first}” is not a percentage.`, null, wishes);
  if (percent < 0 || percent > 100) return syntax(`${text} % is out of range.`, null, wishes);
  // No "-0": it would be another number in the log than 0.
  return understood({ percent: Math.abs(percent), left: isApart ? rest.slice(1) : rest });
}

function readEnvironment([keyword, environment, extra]: readonly string[]):
  | Understood<{ environment: string | null }>
  | Misunderstood {
  if (keyword === undefined) return understood({ environment: null });
  const known = 'After what is asked: in <environment>, because <reason>.';
  if (!['in', 'to', 'on'].includes(keyword.toLowerCase())) {
    return syntax(`I don't understand “${keyword}” there.`, null, known);
  }
  if (environment === undefined) return syntax(`“${keyword}” needs an environment after it.`);
  if (extra !== undefined) return syntax(`I don't understand “${extra}” there.`, null, known);
  return understood({ environment });
}

import { z } from 'zod';
import type { Mark } from '../../../domain/route.ts';
import { cookiePattern, isOurPattern } from '../table/cookie.ts';
import type { Rule, Tracks } from './rules.ts';

/**
 * The weight of the backend in a rule that Sluice has added: rules need not have names, and where there is one backend its
 * weight says nothing. Nobody else writes the largest that there is.
 */
const ourWeight = 1_000_000;

const conditionSchema = z.looseObject({ type: z.string().optional(), name: z.string(), value: z.string() });
const conditions = z.array(conditionSchema).optional();
const matchSchema = z.looseObject({ headers: conditions, queryParams: conditions });
type Match = z.infer<typeof matchSchema>;
type Condition = z.infer<typeof conditionSchema>;
const matchesSchema = z.array(matchSchema).optional();

/** Put there by Sluice, for requests with a mark or with a cookie of a release. */
export function isOurs(rule: Rule, tracks: Tracks): boolean {
  const { backendRefs: [only, ...more] = [] } = rule;
  if (only !== undefined && more.length === 0 && tracks.isCandidate(only) && only.weight === ourWeight) return true;
  return matchesOf(rule).length > 0 && matchesOf(rule).every(isForOurCookie);
}

function isForOurCookie({ headers = [] }: Match): boolean {
  return headers.some(({ name, value }) => name === 'cookie' && isOurPattern(value));
}

/** A copy of a rule for its requests with the mark, which all go to the candidate; null where it serves none of them. */
export function markedRule(rule: Rule, tracks: Tracks, mark: Mark): Rule | null {
  const stable = rule.backendRefs?.find(tracks.isStable);
  const matches = matchesOf(rule).flatMap((each) => withMark(each, mark) ?? []);
  if (!stable || matches.length === 0) return null;
  const { name: _, ...rest } = rule;
  return { ...rest, matches, backendRefs: [{ ...tracks.asCandidate(stable), weight: ourWeight }] } as Rule;
}

/** The same for its requests with a cookie of a release, to whichever track the rule leads. */
export function cookieRule({ name: _, ...rule }: Rule, mark: Mark): Rule | null {
  const matches = matchesOf(rule).flatMap((each) => withMark(each, mark) ?? []);
  return matches.length === 0 ? null : { ...rule, matches };
}

/** Whether a condition of the rule's own stands in the way of one for the mark. */
export function clashes(rule: Rule, mark: Mark): boolean {
  return matchesOf(rule).some((match) => joined(conditionOn(match, mark), mark) === 'unable');
}

/** What the API takes a rule without any to mean. */
const everything: Match = { path: { type: 'PathPrefix', value: '/' } };

/** Any of these will do. Of those that cannot be read, none. */
export function matchesOf(rule: Rule): Match[] {
  const { success, data } = matchesSchema.safeParse(rule['matches']);
  if (!success) return [];
  return data === undefined || data.length === 0 ? [everything] : data;
}

function withMark(match: Match, mark: Mark): Match | null {
  const member = memberOf(mark);
  const found = conditionOn(match, mark);
  const condition = joined(found, mark);
  if (condition === 'never' || condition === 'unable') return null;
  if (condition === 'there') return match;
  return { ...match, [member]: [...(match[member] ?? []), condition] };
}

/** What must hold where the mark must, and this as well. The API takes one condition for a header or a parameter. */
function joined(theirs: Condition | undefined, mark: Mark): Condition | 'there' | 'never' | 'unable' {
  if (theirs === undefined) return conditionFor(mark);
  if (mark.in === 'cookie' || (theirs.type ?? 'Exact') !== 'Exact') return 'unable';
  return theirs.value === mark.value ? 'there' : 'never';
}

function conditionFor(mark: Mark): Condition {
  return mark.in === 'cookie'
    ? { type: 'RegularExpression', name: 'cookie', value: cookiePattern(mark) }
    : { type: 'Exact', name: mark.name, value: mark.value };
}

function conditionOn(match: Match, mark: Mark): Condition | undefined {
  const wanted = conditionFor(mark).name;
  const same = (name: string) => (mark.in === 'query' ? name === wanted : name.toLowerCase() === wanted.toLowerCase());
  return match[memberOf(mark)]?.find(({ name }) => same(name));
}

export function memberOf(mark: Mark): 'headers' | 'queryParams' {
  return mark.in === 'query' ? 'queryParams' : 'headers';
}

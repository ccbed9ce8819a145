import { z } from 'zod';
import type { Backend, Rule, Tracks } from './rules.ts';

const filterSchema = z.looseObject({
  type: z.string(),
  requestMirror: z.looseObject({ backendRef: z.looseObject({ name: z.string() }) }).optional(),
});
type Filter = z.infer<typeof filterSchema>;
const filtersSchema = z.array(filterSchema).optional();

/** Copies of its requests go to the candidate. */
export function isMirrored(rule: Rule, tracks: Tracks): boolean {
  return filtersOf(rule).some((each) => isOurs(each, tracks));
}

/** Whether the user has copies of its requests go somewhere. */
export function mirrorsAlready(rule: Rule, tracks: Tracks): boolean {
  return filtersOf(rule).some((each) => each.requestMirror !== undefined && !isOurs(each, tracks));
}

/** A rule with copies of `percent` (0 to 100) of its requests for the candidate, after the user's own filters. */
export function mirrored(rule: Rule, tracks: Tracks, percent: number): Rule {
  const own = withoutOurs(rule, tracks);
  const stable = own.backendRefs?.find(tracks.isStable);
  if (percent <= 0 || !stable) return own;
  const { filters: _, ...backendRef } = tracks.asCandidate(stable);
  const ours = { type: 'RequestMirror', requestMirror: { backendRef, ...partOf(percent) } };
  return { ...own, filters: [...filtersOf(own), ours] };
}

/** A whole number of hundredths where it is one; all requests need no word. */
function partOf(percent: number): object {
  if (percent >= 100) return {};
  if (Number.isInteger(percent)) return { percent };
  return { fraction: { numerator: Math.max(1, Math.round(percent * 1000)), denominator: 100_000 } };
}

function withoutOurs(rule: Rule, tracks: Tracks): Rule {
  const all = filtersOf(rule);
  const others = all.filter((each) => !isOurs(each, tracks));
  if (others.length === all.length) return rule;
  const { filters: _, ...rest } = rule;
  return others.length > 0 ? { ...rule, filters: others } : (rest as Rule);
}

function isOurs({ requestMirror }: Filter, tracks: Tracks): boolean {
  return requestMirror !== undefined && tracks.isCandidate(requestMirror.backendRef as Backend);
}

/** None where they cannot be read: they are left as they are. */
export function filtersOf(rule: Rule): Filter[] {
  return filtersSchema.safeParse(rule['filters']).data ?? [];
}

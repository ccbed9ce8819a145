import { z } from 'zod';
import { isOurCookie } from '../../../domain/sticky.ts';
import type { Cookies } from '../table/table.ts';
import { filtersOf } from './mirrors.ts';
import type { Backend, Rule, Tracks } from './rules.ts';

const type = 'ResponseHeaderModifier';
const name = 'Set-Cookie';

const header = z.looseObject({ name: z.string(), value: z.string() });
const modifierSchema = z.looseObject({
  add: z.array(header).optional(),
  set: z.array(header).optional(),
  remove: z.array(z.string()).optional(),
});
const filterSchema = z.looseObject({ type: z.string(), responseHeaderModifier: modifierSchema.optional() });
type Filter = z.infer<typeof filterSchema>;
const filtersSchema = z.looseObject({ filters: z.array(filterSchema).optional() });

/** A rule by which users are told with which version they have met, or without Sluice's cookies. */
export function withCookies(rule: Rule, tracks: Tracks, cookies: Cookies | null): Rule {
  if (!rule.backendRefs) return rule;
  const backendRefs = rule.backendRefs.map((each) => {
    const bare = without(each);
    if (!cookies) return bare;
    if (tracks.isCandidate(each)) return adding(bare, cookies.candidate);
    return tracks.isStable(each) ? adding(bare, cookies.stable) : bare;
  });
  return backendRefs.some((each, index) => each !== rule.backendRefs?.[index]) ? { ...rule, backendRefs } : rule;
}

/** Whether the user's own filters stand in the way of a cookie: the API takes one header of a name, and one such filter. */
export function setsCookies(rule: Rule): boolean {
  const all = [...filtersOf(rule), ...(rule.backendRefs ?? []).flatMap(backendFilters)];
  return all.some((filter) => {
    const { add = [], set = [], remove = [] } = filterSchema.safeParse(filter).data?.responseHeaderModifier ?? {};
    return [...[...add, ...set].map((each) => each.name), ...remove].some((each) => isSame(each));
  });
}

/** The API takes one filter of the sort: where the user has one, the cookie goes into it. */
function adding(backend: Backend, value: string): Backend {
  const all = backendFilters(backend);
  const theirs = all.find((each) => each.type === type);
  const added = { name, value };
  if (!theirs) {
    return { ...backend, filters: [...all, { type, responseHeaderModifier: { add: [added] } }] };
  }
  const { responseHeaderModifier: modifier = {} } = theirs;
  const { add = [] } = modifier;
  if (add.some((each) => isSame(each.name))) return backend;
  const merged = { ...theirs, responseHeaderModifier: { ...modifier, add: [...add, added] } };
  return { ...backend, filters: all.map((each) => (each === theirs ? merged : each)) };
}

/** What is empty then was not there before. */
function without(backend: Backend): Backend {
  const all = backendFilters(backend);
  const left = all.flatMap((filter): Filter[] => {
    const { add = [], ...rest } = filter.responseHeaderModifier ?? {};
    const others = add.filter((each) => !(isSame(each.name) && isOurCookie(each.value)));
    if (others.length === add.length) return [filter];
    if (others.length > 0) return [{ ...filter, responseHeaderModifier: { ...rest, add: others } }];
    return Object.keys(rest).length > 0 ? [{ ...filter, responseHeaderModifier: rest }] : [];
  });
  if (left.length === all.length && left.every((each, index) => each === all[index])) return backend;
  const { filters: _, ...bare } = backend;
  return left.length > 0 ? { ...backend, filters: left } : (bare as Backend);
}

/** Those of one backend; none where they cannot be read: they are left as they are. */
export function backendFilters(backend: Backend): Filter[] {
  return filtersSchema.safeParse(backend).data?.filters ?? [];
}

function isSame(header: string): boolean {
  return header.toLowerCase() === name.toLowerCase();
}

import { z } from 'zod';
import { isOurCookie } from '../../../domain/sticky.ts';
import type { Cookies } from '../table/table.ts';
import type { Destination, HttpRoute, Tracks } from './routes.ts';

const name = 'Set-Cookie';

const values = z.record(z.string(), z.unknown()).optional();
const responseSchema = z.looseObject({ add: values, set: values, remove: z.array(z.string()).optional() });
const headersSchema = z.looseObject({ response: responseSchema.optional() });
const withHeaders = z.looseObject({ headers: headersSchema.optional() });
type Headers = z.infer<typeof headersSchema>;

/** A route by which users are told with which version they have met, or without Sluice's cookies. */
export function withCookies(route: HttpRoute, tracks: Tracks, cookies: Cookies | null): HttpRoute {
  if (!route.route) return route;
  const destinations = route.route.map((each) => {
    const bare = without(each);
    if (!cookies) return bare;
    if (tracks.isCandidate(each)) return adding(bare, cookies.candidate);
    return tracks.isStable(each) ? adding(bare, cookies.stable) : bare;
  });
  return destinations.some((each, index) => each !== route.route?.[index]) ? { ...route, route: destinations } : route;
}

/** Whether the user's own headers stand in the way of a cookie: Istio takes one of a name, and applies the route's last. */
export function setsCookies(route: HttpRoute): boolean {
  return [route, ...(route.route ?? [])].some((each) => {
    const response = headersOf(each)?.response;
    const names = [response?.add, response?.set].flatMap((some) => Object.keys(some ?? {}));
    return [...names, ...(response?.remove ?? [])].some((each) => each.toLowerCase() === name.toLowerCase());
  });
}

/** Theirs stays where they have written one since. */
function adding(destination: Destination, cookie: string): Destination {
  const headers = headersOf(destination) ?? {};
  const { response = {} } = headers;
  return {
    ...destination,
    headers: { ...headers, response: { ...response, add: { [name]: cookie, ...response.add } } },
  };
}

/** What is empty then was not there before. */
function without(destination: Destination): Destination {
  const headers = headersOf(destination);
  const { [name]: ours, ...add } = headers?.response?.add ?? {};
  if (!headers || !isOurCookie(ours)) return destination;
  const { add: _, ...response } = headers.response ?? {};
  const left = Object.keys(add).length > 0 ? { ...response, add } : response;
  const { response: _r, ...others } = headers;
  const kept = Object.keys(left).length > 0 ? { ...others, response: left } : others;
  const { headers: _h, ...bare } = destination;
  return Object.keys(kept).length > 0 ? { ...destination, headers: kept } : (bare as Destination);
}

/** Those that cannot be read are left as they are. */
function headersOf(part: object): Headers | undefined {
  return withHeaders.safeParse(part).data?.headers;
}

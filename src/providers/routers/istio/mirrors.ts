import { z } from 'zod';
import type { HttpRoute, Tracks } from './routes.ts';

const destination = z.looseObject({ host: z.string(), subset: z.string().optional() });
const mirrorSchema = z.looseObject({ destination });
type Mirror = z.infer<typeof mirrorSchema>;
const mirrorsSchema = z.array(mirrorSchema).optional();

/** Copies of its requests go to the candidate. */
export function isMirrored(route: HttpRoute, tracks: Tracks): boolean {
  return mirrorsOf(route).some(tracks.isCandidate);
}

/** Why the candidate cannot have copies beside those that the route has; null where it can. */
export function unableToMirror(route: HttpRoute): string | null {
  const old = ['mirrorPercent', 'mirror_percent'].find((member) => route[member] !== undefined);
  if (old === undefined) return null;
  return `it mirrors to ${destination.safeParse(route['mirror']).data?.host ?? 'another host'} by \`${old}\`, which \`mirrors\` does not know: write \`mirrorPercentage\` instead`;
}

/**
 * A route with copies of `percent` (0 to 100) of its requests for the candidate, beside those that it has. Istio wants all
 * in `mirrors` then: the candidate's stands first where the user's own was written as `mirror`, else last, so that the one
 * can be told from the other when it goes.
 */
export function mirrored(route: HttpRoute, tracks: Tracks, percent: number): HttpRoute {
  const own = withoutOurs(route, tracks);
  const stable = own.route?.find(tracks.isStable);
  if (percent <= 0 || !stable || unableToMirror(own) !== null) return own;
  const ours = { destination: tracks.asCandidate(stable).destination, percentage: { value: percent } };
  const { mirror, mirrorPercentage, ...rest } = own as HttpRoute & { mirror?: unknown; mirrorPercentage?: unknown };
  if (mirror === undefined) return { ...own, mirrors: [...mirrorsOf(own), ours] };
  const theirs = { destination: mirror, ...(mirrorPercentage === undefined ? {} : { percentage: mirrorPercentage }) };
  return { ...rest, mirrors: [ours, theirs] };
}

function withoutOurs(route: HttpRoute, tracks: Tracks): HttpRoute {
  const all = mirrorsOf(route);
  const others = all.filter((each) => !tracks.isCandidate(each));
  if (others.length === all.length) return route;
  const { mirrors: _, ...rest } = route;
  const [only, ...more] = others;
  const [first] = all;
  if (only === undefined) return rest as HttpRoute;
  if (more.length > 0 || first === undefined || !tracks.isCandidate(first)) return { ...route, mirrors: others };
  const { destination: mirror, percentage } = only;
  return { ...rest, mirror, ...(percentage === undefined ? {} : { mirrorPercentage: percentage }) } as HttpRoute;
}

/** None where they cannot be read: they are left as they are. */
function mirrorsOf(route: HttpRoute): Mirror[] {
  return mirrorsSchema.safeParse(route['mirrors']).data ?? [];
}

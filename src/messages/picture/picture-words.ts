import { copiedToCandidate } from '../../actions/facets.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Route } from '../../domain/route.ts';
import { clip, tidy } from '../../words/escape.ts';
import { about, duration, durations, share } from '../../words/format.ts';
import { hasTraffic, markedRequests } from '../../words/traffic.ts';
import { answeredByNew, type Standing, type Stretch, type WayBack, waysBack } from './stretches.ts';

const longestVersion = 14;

/** The names of both versions, short enough to stand in a picture. */
export function versionsIn({ from, to, flag }: Plan): { from: string; to: string } {
  if (flag) return { from: 'without', to: 'with the flag' };
  return { from: short(from.version), to: short(to.version) };
}

function short(name: string): string {
  return clip(tidy(name), longestVersion);
}

/** "canary · about 12 min". */
export function headingOf({ strategy, flag, estimateMs }: Plan): string {
  return `${flag ? clip(tidy(flag.flag), 24) : strategy} · ${about(estimateMs)}`;
}

/** What the upper panel shows. */
export function sharesOf(plan: Plan): string {
  if (plan.flag) return 'Users, in percent';
  return hasTraffic(plan) ? 'Traffic, in percent' : 'Pods, in percent';
}

/** Percent (0 to 100) of what the upper panel shows that is the new one's; null where there is nothing. */
export function newShare(plan: Plan, standing: Standing): number | null {
  if (plan.flag) return standing.flag?.percent ?? plan.flag.from ?? 0;
  return answeredByNew(standing);
}

/** "copies of 10 → 100 % of requests", "requests with header x-ab: b"; null for a share, which says it by itself. */
export function routeInWords(plan: Plan, kind: Route['kind'], stretches: readonly Stretch[]): string | null {
  const [route] = stretches.flatMap(({ after }) => (after.route?.kind === kind ? [after.route] : []));
  switch (route?.kind) {
    case 'mirror': {
      const percents = plan.steps.flatMap(({ action }) => copiedToCandidate(action) ?? []);
      return `copies of ${percents.map((each) => share(each).replace(' %', '')).join(' → ')} % of requests`;
    }
    case 'match':
      return markedRequests(route.mark).plain;
    case 'weight':
    case undefined:
      return null;
  }
}

/** "Pods: 4, 8 at most". */
export function podsInWords(stretches: readonly Stretch[]): string {
  const counts = stretches.flatMap(({ before, after }) => [before, after]).map(({ pods }) => allOf(pods));
  const [first = 0] = counts;
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const beyond = [...(most > first ? [`${most} at most`] : []), ...(least < first ? [`${least} at least`] : [])];
  return [`Pods: ${first}`, ...beyond].join(', ');
}

/** How many pods of either kind. */
export function allOf(pods: Standing['pods']): number {
  return pods.old + pods.new + pods.candidate;
}

/** "Watched for 2 to 10 min each", "Waits 1 d before the contract": what takes time by plan. */
export function timesInWords(stretches: readonly Stretch[]): string[] {
  const of = (pace: Stretch['pace']) => stretches.filter((each) => each.pace === pace).map(({ ms }) => ms);
  const [watched, waits] = [of('watched'), of('waits')];
  return [
    ...(watched.length > 0
      ? [`Watched for ${durations(Math.min(...watched), Math.max(...watched))}${watched.length > 1 ? ' each' : ''}`]
      : []),
    ...waits.map((ms) => `Waits ${duration(ms)} before the contract`),
  ];
}

/** Which ways back a plan has, in the order in which it passes them. */
export function waysIn(stretches: readonly Stretch[]): WayBack[] {
  return waysBack.filter((way) => stretches.some(({ back }) => back === way));
}

/** What going back would mean, for a legend. */
export function wayInWords(way: WayBack, plan: Plan, stretches: readonly Stretch[]): string {
  const { from, to } = versionsIn(plan);
  if (plan.flag) return 'the flag goes back at once';
  switch (way) {
    case 'unseen':
      return `no user is on ${to} yet`;
    case 'at-once':
      return hasTraffic(plan) ? `all traffic back on ${from} at once` : `all pods of ${from} are still there`;
    case 'new-pods':
      return `${from} must start its pods again`;
    case 'stays': {
      const flag = stretches.findLast(({ after }) => after.flag !== null)?.after.flag;
      return flag ? `${to} stays, ${short(flag.name)} goes back` : `${to} stays`;
    }
    case 'backup':
      return `${from} needs a backup of the database`;
  }
}

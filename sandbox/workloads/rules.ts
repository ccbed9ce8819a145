import type { HTTPRoute, HttpRoute, VirtualService } from './objects.ts';

/** A Service, or a subset of its pods. */
export interface Target {
  namespace: string;
  name: string;
  subset?: string | undefined;
}

/** What a rule of either kind of route comes to. */
export interface Rule {
  /** Which requests it is for: all; those that carry a mark in a header or a parameter; others that nobody here sends. */
  reach: 'all' | 'marked' | 'other';
  weighted: { weight: number; to: Target }[];
  /** Copies of a part (percent, 0 to 100) of its requests. */
  mirrors: { percent: number; to: Target }[];
}

export function rulesOfVirtualService({ metadata: { namespace }, spec }: VirtualService): Rule[] {
  return spec.http.map((http) => {
    const targets = http.route ?? [];
    return {
      reach: widest((http.match ?? []).map(reachOfIstio)),
      weighted: targets.map(({ destination, weight }) => ({
        weight: weight ?? (targets.length === 1 ? 1 : 0),
        to: { ...parseHost(destination.host, namespace), subset: destination.subset },
      })),
      mirrors: mirrorsOf(http).map(({ destination, percent }) => ({
        percent,
        to: { ...parseHost(destination.host, namespace), subset: destination.subset },
      })),
    };
  });
}

export function rulesOfHttpRoute({ metadata: { namespace }, spec }: HTTPRoute): Rule[] {
  return spec.rules.map(({ matches, backendRefs, filters }) => ({
    reach: widest(matches.map(reachOfGateway)),
    weighted: backendRefs.map((each) => ({
      weight: each.weight,
      to: { name: each.name, namespace: each.namespace ?? namespace },
    })),
    mirrors: filters.flatMap(({ requestMirror }) => {
      if (requestMirror === undefined) return [];
      const { backendRef, percent, fraction } = requestMirror;
      const part = fraction ? (100 * fraction.numerator) / fraction.denominator : 100;
      return [
        { percent: percent ?? part, to: { name: backendRef.name, namespace: backendRef.namespace ?? namespace } },
      ];
    }),
  }));
}

/** Any match will do, and a rule without one is for all. */
function widest(reaches: readonly Rule['reach'][]): Rule['reach'] {
  if (reaches.length === 0 || reaches.includes('all')) return 'all';
  return reaches.includes('marked') ? 'marked' : 'other';
}

/** Conditions beside the path that an ordinary request does not meet, whether it carries a mark or not. */
const foreign = ['sourceLabels', 'sourceNamespace', 'method', 'authority', 'scheme'];

function reachOfIstio(match: Record<string, unknown>): Rule['reach'] {
  const uri = match['uri'] as { prefix?: string; exact?: string } | undefined;
  const wide = uri === undefined || uri.prefix === '/' || uri.exact === '/';
  if (!wide || foreign.some((key) => key in match)) return 'other';
  return 'headers' in match || 'queryParams' in match ? 'marked' : 'all';
}

function reachOfGateway({ path, method, headers, queryParams }: HTTPRoute['spec']['rules'][number]['matches'][number]) {
  if ((path !== undefined && path.value !== '/') || method !== undefined) return 'other';
  return headers.length + queryParams.length > 0 ? 'marked' : 'all';
}

function mirrorsOf(http: HttpRoute) {
  const one = http.mirror ? [{ destination: http.mirror, percent: http.mirrorPercentage?.value ?? 100 }] : [];
  const more = (http.mirrors ?? []).map(({ destination, percentage }) => ({
    destination,
    percent: percentage?.value ?? 100,
  }));
  return [...one, ...more];
}

/** Short names are relative to the namespace of the object that they stand in. */
export function parseHost(host: string, ownNamespace: string): { name: string; namespace: string } {
  const [name = '', namespace = ownNamespace, ...rest] = host.split('.');
  const foreignHost = rest.length > 0 && rest[0] !== 'svc';
  return foreignHost ? { name: host, namespace: '' } : { name, namespace };
}

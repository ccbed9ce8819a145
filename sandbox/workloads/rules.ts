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
  /** What the header `cookie` must be like, any of these, where it asks for nothing else. */
  cookies: RegExp[];
  /** `setCookie`: the header that answers from there get. */
  weighted: { weight: number; to: Target; setCookie?: string | undefined }[];
  /** Copies of a part (percent, 0 to 100) of its requests. */
  mirrors: { percent: number; to: Target }[];
}

export function rulesOfVirtualService({ metadata: { namespace }, spec }: VirtualService): Rule[] {
  return spec.http.map((http) => {
    const targets = http.route ?? [];
    return {
      reach: widest((http.match ?? []).map(reachOfIstio)),
      cookies: (http.match ?? []).flatMap(cookieOfIstio),
      weighted: targets.map(({ destination, weight, headers }) => ({
        setCookie: headers?.response?.add?.['Set-Cookie'],
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
    cookies: matches.flatMap(cookieOfGateway),
    weighted: backendRefs.map((each) => ({
      setCookie: each.filters
        .flatMap(({ responseHeaderModifier }) => responseHeaderModifier?.add ?? [])
        .find(({ name }) => name === 'Set-Cookie')?.value,
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

function cookieOfIstio(match: Record<string, unknown>): RegExp[] {
  const headers = Object.entries((match['headers'] ?? {}) as Record<string, { regex?: string }>);
  const [[name, { regex }] = ['', {}], ...more] = headers;
  const alone = more.length === 0 && !('queryParams' in match) && reachOfIstio(match) === 'marked';
  return alone && name === 'cookie' && regex !== undefined ? [whole(regex)] : [];
}

function cookieOfGateway(match: HTTPRoute['spec']['rules'][number]['matches'][number]): RegExp[] {
  const [condition, ...more] = match.headers as { type?: string; name?: string; value?: string }[];
  const alone = more.length === 0 && match.queryParams.length === 0 && reachOfGateway(match) === 'marked';
  const { type, name, value } = condition ?? {};
  return alone && type === 'RegularExpression' && name === 'cookie' && value !== undefined ? [whole(value)] : [];
}

/** Proxies want a pattern to fit the whole header. */
function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
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

import { type Destination, type HttpRoute, type RequestMatch, serviceOf, type TextMatch } from './model.ts';

/** What Istio does where a route says nothing of retries. */
const usualRetries = { attempts: 2, retryOn: 'connect-failure,refused-stream,unavailable,cancelled' };
const million = 1_000_000;

/** The name of the cluster (in Envoy's sense) of a destination. Names of Services have no dots, so it is unambiguous. */
export function clusterName({ name, namespace }: { name: string; namespace: string }, subset?: string): string {
  return subset === undefined ? `${name}.${namespace}` : `${name}.${namespace}.${subset}`;
}

/** Envoy's routes for one http route of a VirtualService: one for each of its matches, any of which will do. */
export function envoyRoutes(http: HttpRoute, namespace: string): object[] {
  const action = actionOf(http, namespace);
  const matches = http.match && http.match.length > 0 ? http.match : [{}];
  return matches.map((match) => ({ match: matchOf(match), ...action }));
}

function actionOf(http: HttpRoute, namespace: string): object {
  const clusterOf = ({ host, subset }: Destination) => {
    const service = serviceOf(host, namespace);
    return service ? clusterName(service, subset) : host;
  };
  const weighted = http.route.map(({ destination, weight, headers }) => ({
    name: clusterOf(destination),
    weight: weight ?? (http.route.length === 1 ? 1 : 0),
    ...(headers ? { response_headers_to_add: addedOf(headers.response.add) } : {}),
  }));
  const clusters = weighted.filter(({ weight }) => weight > 0);
  if (clusters.length === 0) return { direct_response: { status: 503 } };
  const mirrors = [
    ...(http.mirror ? [{ destination: http.mirror, percentage: http.mirrorPercentage }] : []),
    ...(http.mirrors ?? []),
  ];
  const { attempts, retryOn = usualRetries.retryOn } = { ...usualRetries, ...http.retries };
  return {
    route: {
      weighted_clusters: { clusters },
      timeout: `${secondsOf(http.timeout ?? '0s')}s`,
      ...(attempts > 0 ? { retry_policy: { num_retries: attempts, retry_on: retryOn } } : {}),
      request_mirror_policies: mirrors.map(({ destination, percentage }) => ({
        cluster: clusterOf(destination),
        runtime_fraction: {
          default_value: {
            numerator: Math.round(((percentage?.value ?? 100) / 100) * million),
            denominator: 'MILLION',
          },
        },
      })),
    },
  };
}

/** Envoy takes a single % for the beginning of a variable. */
function addedOf(headers: Record<string, string>): object[] {
  return Object.entries(headers).map(([key, value]) => ({
    header: { key, value: value.replaceAll('%', '%%') },
    append_action: 'APPEND_IF_EXISTS_OR_ADD',
  }));
}

function matchOf({ uri, method, headers = {}, withoutHeaders = {}, queryParams = {} }: RequestMatch): object {
  return {
    ...pathOf(uri),
    headers: [
      ...(method ? [{ name: ':method', string_match: textOf(method) }] : []),
      ...Object.entries(headers).map(([name, wanted]) => headerOf(name, wanted)),
      ...Object.entries(withoutHeaders).map(([name, wanted]) => ({ ...headerOf(name, wanted), invert_match: true })),
    ],
    query_parameters: Object.entries(queryParams).map(([name, wanted]) => ({ name, string_match: textOf(wanted) })),
  };
}

function pathOf(uri: TextMatch | undefined): object {
  if (uri === undefined) return { prefix: '/' };
  if ('exact' in uri) return { path: uri.exact };
  return 'prefix' in uri ? { prefix: uri.prefix } : { safe_regex: { regex: uri.regex } };
}

/** Without a condition, the header only has to be there. */
function headerOf(name: string, wanted: TextMatch | Record<string, never>): object {
  return isText(wanted) ? { name, string_match: textOf(wanted) } : { name, present_match: true };
}

function isText(wanted: TextMatch | Record<string, never>): wanted is TextMatch {
  return Object.keys(wanted).length > 0;
}

function textOf(wanted: TextMatch): object {
  return 'regex' in wanted ? { safe_regex: { regex: wanted.regex } } : wanted;
}

const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Go's way to write a duration (`1m30s`, `250ms`), in seconds. */
function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, count = '0', unit = 's']) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0);
}

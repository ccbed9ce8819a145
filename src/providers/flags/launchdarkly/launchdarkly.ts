import { createAsk, type FlagDeps } from '../ask.ts';
import { changes } from '../change.ts';
import { type Refused, refusedBy } from '../edit.ts';
import { unknownSegments } from '../failures.ts';
import type { Flags } from '../flags.ts';
import { type LaunchDarklyConfig, launchdarkly } from '../kinds/launchdarkly.ts';
import { aimed } from './aim.ts';
import { consentIn, find, lastChange, placeFailure, unreadable, type Where } from './find.ts';
import { parentsOf } from './parents.ts';
import { pendingIn } from './pending.ts';
import { reader } from './read.ts';
import { lackedRights } from './rights.ts';
import { essence, killed } from './rules.ts';
import { send } from './send.ts';
import { keysSchema, rulesSchema } from './shapes.ts';
import { after, writes } from './writes.ts';

const { finest } = launchdarkly;
/** Whose answers are read here. */
const apiVersion = '20240415';
const page = 100;
const mostPages = 20;

/** Flags of LaunchDarkly, by its REST API. */
export function launchDarklyFlags(deps: FlagDeps, config: LaunchDarklyConfig, usual: string): Flags {
  const where = whereOf(deps, config, config.environment ?? usual);
  const names = () => keysOf(where, ['api', 'v2', 'flags', where.project], { env: where.environment });
  return {
    name: config.kind,
    environment: where.environment,
    read: reader(where),
    ...changes({
      place: where.place,
      finest,
      find: (flag) => find(where, flag),
      lastChange: (flag) => lastChange(where, flag),
      essence,
      writes,
      after,
      send: (flag, write) => send(where, flag, write),
      rulesIn: ({ rules }) => rulesSchema.safeParse(rules).data ?? null,
      killed,
      off: null,
      async prepare(flag, change) {
        const wrong = await segmentFailure(where, change.segments ?? []);
        return wrong ?? { kind: 'prepared', aim: (from) => aimed(flag, from, change) };
      },
      names,
    }),
    names,
    consent: () => consentIn(where),
    parents: (flag) => parentsOf(where, flag),
    pending: (flag) => pendingIn(where, flag),
    check: async () => (await placeFailure(where))?.failure ?? null,
    lacks: () => lackedRights(where),
    close: async () => undefined,
  };
}

function whereOf(
  deps: FlagDeps,
  { project, tokenEnv, url, timeoutMs }: LaunchDarklyConfig,
  environment: string,
): Where {
  const place = { service: 'LaunchDarkly', project: `project ${project}`, environment };
  const ask = createAsk(deps, {
    place,
    url,
    tokenEnv,
    timeoutMs,
    // The token as it is: a scheme in front of it makes it another.
    authorization: (token) => token,
    headers: { 'ld-api-version': apiVersion },
    retryMs: (headers, now) => untilReset(headers['x-ratelimit-reset'], now),
  });
  return { ask, place, project, environment, tokenEnv };
}

/** @param reset ms since epoch */
function untilReset(reset: string | undefined, now: number): number | null {
  const at = reset === undefined || reset.trim() === '' ? Number.NaN : Number(reset);
  return Number.isFinite(at) ? Math.max(0, at - now) : null;
}

/** All keys of a list, page by page, in alphabetical order; what could be had where one cannot be read. */
async function keysOf({ ask }: Where, path: string[], query: Record<string, string>): Promise<string[]> {
  const keys: string[] = [];
  for (let at = 0; at < mostPages; at += 1) {
    const asked = await ask({ path, query: { ...query, limit: String(page), offset: String(at * page) } });
    const items = asked.kind === 'answer' ? (keysSchema.safeParse(asked.body).data?.items ?? []) : [];
    keys.push(...items.map(({ key }) => key));
    if (items.length < page) break;
  }
  return keys.toSorted();
}

/** What is wrong with the names of segments; null where all are there. */
async function segmentFailure(where: Where, wanted: readonly string[]): Promise<Refused | null> {
  const { ask, project, environment, place } = where;
  const path = ['api', 'v2', 'segments', project, environment];
  const missing: string[] = [];
  for (const segment of wanted) {
    const asked = await ask({ path: [...path, segment] });
    if (asked.kind === 'failed') return asked;
    if (asked.status === 404) missing.push(segment);
    else if (asked.status !== 200) return unreadable(where, asked);
  }
  return missing.length === 0 ? null : refusedBy(unknownSegments(place, missing, await keysOf(where, path, {})));
}

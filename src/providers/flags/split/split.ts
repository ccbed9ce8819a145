import { createAsk, type FlagDeps } from '../ask.ts';
import { changes } from '../change.ts';
import { type Refused, refusedBy } from '../edit.ts';
import { unknownSegments } from '../failures.ts';
import type { Flags } from '../flags.ts';
import { type SplitConfig, split } from '../kinds/split.ts';
import { aimed } from './aim.ts';
import { consentIn, find, placeFailure, root, unreadable, type Where } from './find.ts';
import { reader } from './read.ts';
import { essence, killed } from './rules.ts';
import { send } from './send.ts';
import { namesSchema, rulesSchema } from './shapes.ts';
import { after, writes } from './writes.ts';

const { finest } = split;
const page = 50;
const mostPages = 20;

/** Flags of Split (Harness FME), by the Admin API under `/internal/api/v2`. */
export function splitFlags(deps: FlagDeps, config: SplitConfig, usual: string): Flags {
  const where = whereOf(deps, config, config.environment ?? usual);
  const names = () => namesIn(where, ['splits', 'ws', where.workspace]);
  return {
    name: config.kind,
    environment: where.environment,
    read: reader(deps, config, where),
    ...changes({
      place: where.place,
      finest,
      find: (flag) => find(where, flag),
      // The time stands at the flag, and nobody's name.
      lastChange: async () => null,
      essence,
      writes,
      after,
      send: (flag, write) => send(where, flag, write),
      rulesIn: ({ rules }) => rulesSchema.safeParse(rules).data ?? null,
      killed: (rules) => killed(rules, where.names),
      off: null,
      async prepare(flag, change) {
        const wrong = await segmentFailure(where, change.segments ?? []);
        return wrong ?? { kind: 'prepared', aim: (from) => aimed(flag, from, change, where.names) };
      },
      names,
    }),
    names,
    consent: () => consentIn(where),
    check: async () => (await placeFailure(where))?.failure ?? null,
    // Its API says nothing of the key by which it is asked.
    lacks: async () => null,
    close: async () => undefined,
  };
}

function whereOf(deps: FlagDeps, config: SplitConfig, environment: string): Where {
  const { workspace, trafficType, on, off, tokenEnv, url, timeoutMs } = config;
  const place = { service: 'Split', project: `workspace ${workspace}`, environment };
  const ask = createAsk(deps, { place, url, tokenEnv, timeoutMs, authorization: (token) => `Bearer ${token}` });
  return { ask, place, workspace, environment, trafficType, names: { on, off }, tokenEnv };
}

/** All names of a list, page by page, in alphabetical order; what could be had where one cannot be read. */
async function namesIn({ ask }: Where, path: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (let at = 0; at < mostPages; at += 1) {
    const asked = await ask({ path: [...root, ...path], query: { limit: String(page), offset: String(at * page) } });
    const objects = asked.kind === 'answer' ? (namesSchema.safeParse(asked.body).data?.objects ?? []) : [];
    names.push(...objects.map(({ name }) => name));
    if (objects.length < page) break;
  }
  return names.toSorted();
}

/** What is wrong with the names of segments; null where all are there. */
async function segmentFailure(where: Where, wanted: readonly string[]): Promise<Refused | null> {
  if (wanted.length === 0) return null;
  const asked = await where.ask({ path: [...root, 'segments', 'ws', where.workspace], query: { limit: '1' } });
  if (asked.kind === 'failed') return asked;
  if (asked.status !== 200) return unreadable(where, asked);
  const known = await namesIn(where, ['segments', 'ws', where.workspace]);
  const missing = wanted.filter((name) => !known.includes(name));
  if (missing.length === 0) return null;
  return refusedBy(unknownSegments(where.place, missing, known));
}

import { createAsk, type FlagDeps } from '../ask.ts';
import { changes } from '../change.ts';
import { type Refused, refusedBy } from '../edit.ts';
import { unknownSegments } from '../failures.ts';
import type { Flags } from '../flags.ts';
import { type UnleashConfig, unleash } from '../kinds/unleash.ts';
import { aimed, type SegmentIds } from './aim.ts';
import { consentIn, find, lastChange, projectFailure, segmentNumbers, type Where } from './find.ts';
import { parentsOf } from './parents.ts';
import { pendingIn } from './pending.ts';
import { unleashReader } from './read.ts';
import { lackedRights } from './rights.ts';
import { send } from './send.ts';
import { namesSchema, rulesSchema } from './shapes.ts';
import { isDrawnAnew } from './strategies.ts';
import { after, essence, writes } from './writes.ts';

const { finest } = unleash;

/** Flags of Unleash: changed by the Admin API, evaluated by Unleash's own client. */
export function unleashFlags(deps: FlagDeps, config: UnleashConfig, usual: string): Flags {
  const where = whereOf(deps, config, config.environment ?? usual);
  const names = () => namesIn(where);
  return {
    name: config.kind,
    environment: where.environment,
    ...unleashReader(deps, config),
    ...changes({
      place: where.place,
      finest,
      find: (flag) => find(where, flag),
      lastChange: (flag) => lastChange(where, flag),
      essence,
      writes,
      after,
      send: (flag, write) => send(where, deps.clock, flag, write),
      rulesIn: ({ rules }) => rulesSchema.safeParse(rules).data ?? null,
      killed: (rules) => ({ ...rules, enabled: false }),
      off: { kind: 'switch', on: false },
      async prepare(flag, change) {
        const ids = await idsOf(where, change.segments ?? []);
        if (ids.kind === 'failed') return ids;
        return { kind: 'prepared', aim: (from) => aimed(flag, from, change, ids.ids) };
      },
      names,
    }),
    names,
    consent: () => consentIn(where),
    parents: (flag) => parentsOf(where, flag),
    pending: (flag) => pendingIn(where, flag),
    strays({ rules }) {
      const read = rulesSchema.safeParse(rules).data;
      return read && isDrawnAnew(read) ? 'is drawn by lot at each request (its stickiness in Unleash is random)' : null;
    },
    check: async () => (await projectFailure(where))?.failure ?? null,
    lacks: () => lackedRights(where),
  };
}

function whereOf(deps: FlagDeps, { project, tokenEnv, url, timeoutMs }: UnleashConfig, environment: string): Where {
  const place = { service: 'Unleash', project: `project ${project}`, environment };
  const ask = createAsk(deps, { place, url, tokenEnv, timeoutMs, authorization: (token) => token });
  return { ask, place, project, environment, tokenEnv };
}

async function namesIn({ ask, project }: Where): Promise<string[]> {
  const listed = await ask({ path: ['api', 'admin', 'projects', project, 'features'] });
  const read = listed.kind === 'answer' ? namesSchema.safeParse(listed.body).data : undefined;
  return (read?.features ?? []).map(({ name }) => name).toSorted();
}

/** The numbers of the segments that are named. */
async function idsOf(where: Where, wanted: readonly string[]): Promise<{ kind: 'known'; ids: SegmentIds } | Refused> {
  if (wanted.length === 0) return { kind: 'known', ids: new Map() };
  const known = await segmentNumbers(where);
  if (known.kind === 'failed') return known;
  const missing = wanted.filter((name) => !known.ids.has(name));
  if (missing.length === 0) return known;
  return refusedBy(unknownSegments(where.place, missing, [...known.ids.keys()]));
}

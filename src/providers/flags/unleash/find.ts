import type { FlagMaster, FlagState, LastChange } from '../../../domain/flag.ts';
import type { Ask, Asked } from '../ask.ts';
import { type Found, type Refused, refusedBy } from '../edit.ts';
import { noRights, type Place, refused, unknownEnvironment, unknownProject } from '../failures.ts';
import { kept } from '../kept.ts';
import {
  changeRequestsSchema,
  eventsSchema,
  type Feature,
  featureSchema,
  messageSchema,
  namesSchema,
  overviewSchema,
  type ReleasePlan,
  segmentsSchema,
  strategySchema,
  type UnleashRules,
} from './shapes.ts';
import { percentageIn, segmentsIn, variantsIn } from './strategies.ts';
import { essence } from './writes.ts';

export interface Where {
  ask: Ask;
  place: Place;
  project: string;
  environment: string;
  tokenEnv: string;
}

type Answer = Extract<Asked, { kind: 'answer' }>;

export function featurePath({ project }: Where, flag: string): string[] {
  return ['api', 'admin', 'projects', project, 'features', flag];
}

/** A flag as it is now. One that is archived or was never there is found too. */
export async function find(where: Where, flag: string): Promise<Found<UnleashRules>> {
  const feature = await where.ask({ path: featurePath(where, flag) });
  if (feature.kind === 'failed') return feature;
  if (feature.status === 404) return missing(where, flag);
  const read = readFeature(where, feature);
  if ('kind' in read) return read;
  const there = read.environments.find(({ name }) => name === where.environment);
  if (!there)
    return refusedBy(
      unknownEnvironment(
        where.place,
        read.environments.map(({ name }) => name),
      ),
    );
  const strategies = await where.ask({
    path: [...featurePath(where, flag), 'environments', where.environment, 'strategies'],
  });
  if (strategies.kind === 'failed') return strategies;
  const listed = strategySchema.array().safeParse(strategies.body);
  if (strategies.status !== 200 || !listed.success) return unreadable(where, strategies);
  const rules: UnleashRules = {
    stands: read.archived ? 'archived' : 'present',
    enabled: there.enabled,
    strategies: listed.data,
  };
  return described(where, flag, rules, { isStale: read.stale === true, plans: there.releasePlans ?? [] });
}

function readFeature(where: Where, answer: Answer): Feature | Refused {
  const read = featureSchema.safeParse(answer.body);
  return answer.status === 200 && read.success ? read.data : unreadable(where, answer);
}

function unreadable({ place, tokenEnv, project }: Where, answer: Answer): Refused {
  if (answer.status === 403) return refusedBy(noRights(place, tokenEnv, `read the flags of project ${project}`));
  return refusedBy(refused(place, answer.status, detailOf(answer.body)));
}

/** What the server says of a refusal, on one line. */
export function detailOf(body: unknown): string {
  return (messageSchema.safeParse(body).data?.message ?? '').replace(/\s+/g, ' ').slice(0, 200);
}

/** The server says 404 of a flag that is archived, of one that never was, and of a project that is not there. */
async function missing(where: Where, flag: string): Promise<Found<UnleashRules>> {
  const archive = await where.ask({
    path: ['api', 'admin', 'search', 'features'],
    query: { archived: 'IS:true', project: `IS:${where.project}`, query: flag, limit: '100' },
  });
  if (archive.kind === 'failed') return archive;
  const names = namesSchema.safeParse(archive.body).data?.features.map(({ name }) => name) ?? [];
  if (names.includes(flag)) return described(where, flag, { stands: 'archived', enabled: false, strategies: [] });
  const wrong = await projectFailure(where);
  return wrong ?? described(where, flag, { stands: 'absent', enabled: false, strategies: [] });
}

/** What is wrong with the project and its environment; null where nothing is. */
export async function projectFailure(where: Where): Promise<Refused | null> {
  const overview = await where.ask({ path: ['api', 'admin', 'projects', where.project, 'overview'] });
  if (overview.kind === 'failed') return overview;
  if (overview.status === 404) return refusedBy(unknownProject(where.place));
  const read = overviewSchema.safeParse(overview.body);
  if (overview.status !== 200 || !read.success) return unreadable(where, overview);
  const known = read.data.environments.map(({ environment }) => environment);
  return known.includes(where.environment) ? null : refusedBy(unknownEnvironment(where.place, known));
}

/** What a feature tells besides its rules. */
interface Beside {
  isStale: boolean;
  plans: readonly ReleasePlan[];
}

async function described(
  where: Where,
  flag: string,
  rules: UnleashRules,
  { isStale, plans }: Beside = { isStale: false, plans: [] },
): Promise<Found<UnleashRules>> {
  const waiting = plans.filter(({ activeMilestoneId }) => !activeMilestoneId);
  const remarks = [
    ...(isStale ? ['is marked as stale in Unleash'] : []),
    ...waiting.map(
      ({ name }) => `has the release plan ${name} in Unleash, which would move it once somebody starts it`,
    ),
  ];
  const segments = await namesOf(where, segmentsIn(rules));
  const state: FlagState = {
    flag,
    stands: rules.stands,
    enabled: rules.enabled,
    percentage: rules.stands === 'present' ? percentageIn(rules) : 0,
    segments,
    variants: variantsIn(rules),
    ...kept(rules, essence(rules)),
    changed: null,
    master: masterOf(rules, plans),
    ...(remarks.length > 0 ? { remarks } : {}),
  };
  return { kind: 'found', rules, state };
}

/** A strategy of a release plan's milestone moves by itself. */
function masterOf({ strategies }: UnleashRules, plans: readonly ReleasePlan[]): FlagMaster | null {
  const live = plans.find(({ activeMilestoneId }) => activeMilestoneId);
  const moves = live !== undefined || strategies.some(({ milestoneId }) => milestoneId !== null);
  const which = live ? `the release plan ${live.name}` : 'a release plan';
  return moves ? { kind: 'release-plan', words: `is moved by ${which} of Unleash` } : null;
}

/** @returns a number in place of a name that may not be read */
async function namesOf(where: Where, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const known = await segmentNumbers(where);
  const names = known.kind === 'failed' ? [] : [...known.ids];
  return ids.map((id) => names.find(([, number]) => number === id)?.[0] ?? `#${id}`);
}

export async function segmentNumbers(where: Where): Promise<{ kind: 'known'; ids: Map<string, number> } | Refused> {
  const listed = await where.ask({ path: ['api', 'admin', 'segments'] });
  if (listed.kind === 'failed') return listed;
  const read = segmentsSchema.safeParse(listed.body);
  if (listed.status === 403) return refusedBy(noRights(where.place, where.tokenEnv, 'read segments'));
  if (listed.status !== 200 || !read.success) return unreadable(where, listed);
  return { kind: 'known', ids: new Map(read.data.segments.map(({ id, name }) => [name, id])) };
}

/** Nice to know, and so no failure where the token may not read events. */
export async function lastChange({ ask, environment }: Where, flag: string): Promise<LastChange | null> {
  const found = await ask({
    path: ['api', 'admin', 'search', 'events'],
    query: { feature: `IS:${flag}`, limit: '20' },
  });
  const events = found.kind === 'answer' ? (eventsSchema.safeParse(found.body).data?.events ?? []) : [];
  const last = events.find((event) => !event.environment || event.environment === environment);
  if (!last) return null;
  const at = Date.parse(last.createdAt ?? '');
  return { by: last.createdBy ?? null, at: Number.isNaN(at) ? null : at };
}

/** Whether the environment takes changes as requests only. */
export async function consentIn({ ask, project, environment }: Where): Promise<string | null> {
  const asked = await ask({ path: ['api', 'admin', 'projects', project, 'change-requests', 'config'] });
  const read = asked.kind === 'answer' ? changeRequestsSchema.safeParse(asked.body).data : undefined;
  const here = read?.find((each) => each.environment === environment);
  return here?.changeRequestEnabled ? `Unleash takes changes in ${environment} as change requests` : null;
}

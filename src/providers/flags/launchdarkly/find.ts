import type { FlagState, LastChange } from '../../../domain/flag.ts';
import type { Ask, Asked } from '../ask.ts';
import { type Found, type Refused, refusedBy } from '../edit.ts';
import { noRights, type Place, refused, unknownEnvironment, unknownProject } from '../failures.ts';
import { kept } from '../kept.ts';
import { essence, masterOf, nothing, percentageIn, segmentsIn, serves, variantsIn } from './rules.ts';
import {
  auditSchema,
  environmentSchema,
  flagSchema,
  keysSchema,
  type LaunchDarklyRules,
  messageSchema,
} from './shapes.ts';

export interface Where {
  ask: Ask;
  place: Place;
  project: string;
  environment: string;
  tokenEnv: string;
}

type Answer = Extract<Asked, { kind: 'answer' }>;

export function flagPath({ project }: Where, flag: string): string[] {
  return ['api', 'v2', 'flags', project, flag];
}

/** A flag as it is now. One that is archived or was never there is found too. */
export async function find(where: Where, flag: string): Promise<Found<LaunchDarklyRules>> {
  const { ask, environment } = where;
  const asked = await ask({ path: flagPath(where, flag), query: { env: environment, summary: '0' } });
  if (asked.kind === 'failed') return asked;
  if (asked.status === 404) return (await placeFailure(where)) ?? described(flag, nothing, null);
  const read = flagSchema.safeParse(asked.body);
  if (asked.status !== 200 || !read.success) return unreadable(where, asked);
  const { archived, deprecated, variations, environments } = read.data;
  const here = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  if (!here) return (await placeFailure(where)) ?? refusedBy(unknownEnvironment(where.place, []));
  const { on, lastModified, ...rest } = here;
  const rules: LaunchDarklyRules = { ...rest, stands: archived ? 'archived' : 'present', enabled: on, variations };
  return described(flag, rules, lastModified ?? null, deprecated ? ['is marked as deprecated in LaunchDarkly'] : []);
}

export function unreadable({ place, tokenEnv, project }: Where, answer: Answer): Refused {
  if (answer.status === 403) return refusedBy(noRights(place, tokenEnv, `read the flags of project ${project}`));
  return refusedBy(refused(place, answer.status, detailOf(answer.body)));
}

/** What the service says of a refusal, on one line. */
export function detailOf(body: unknown): string {
  return (messageSchema.safeParse(body).data?.message ?? '').replace(/\s+/g, ' ').slice(0, 200);
}

/** What is wrong with the project and its environment; null where nothing is. */
export async function placeFailure(where: Where): Promise<Refused | null> {
  const { ask, project, environment, place } = where;
  const there = await ask({ path: ['api', 'v2', 'projects', project, 'environments', environment] });
  if (there.kind === 'failed') return there;
  if (there.status === 200 && environmentSchema.safeParse(there.body).success) return null;
  if (there.status !== 404) return unreadable(where, there);
  const listed = await ask({ path: ['api', 'v2', 'projects', project, 'environments'] });
  if (listed.kind === 'failed') return listed;
  if (listed.status === 404) return refusedBy(unknownProject(place));
  const known = keysSchema.safeParse(listed.body).data?.items.map(({ key }) => key) ?? [];
  return refusedBy(unknownEnvironment(place, known));
}

/** Whether the environment wants somebody's approval of every change. */
export async function consentIn({ ask, project, environment }: Where): Promise<string | null> {
  const asked = await ask({ path: ['api', 'v2', 'projects', project, 'environments', environment] });
  const read = asked.kind === 'answer' ? environmentSchema.safeParse(asked.body).data : undefined;
  if (!read?.approvalSettings?.required) return null;
  const { requiredApprovalTags: tags } = read.approvalSettings;
  const which = tags.length > 0 ? ` of flags that are tagged ${tags.join(' or ')}` : '';
  return `LaunchDarkly requires an approval of changes${which} in ${environment}`;
}

function described(
  flag: string,
  rules: LaunchDarklyRules,
  at: number | null,
  remarks: string[] = [],
): Found<LaunchDarklyRules> {
  const present = rules.stands === 'present';
  const state: FlagState = {
    flag,
    stands: rules.stands,
    enabled: serves(rules),
    percentage: present ? percentageIn(rules) : 0,
    segments: segmentsIn(rules),
    variants: variantsIn(rules),
    ...kept(rules, essence(rules)),
    changed: at === null ? null : { by: null, at },
    master: masterOf(rules),
    ...(remarks.length > 0 ? { remarks } : {}),
  };
  return { kind: 'found', rules, state };
}

/** The time stands at the flag, the name only in the audit log, which the token may not be allowed to read. */
export async function lastChange({ ask, project, environment }: Where, flag: string): Promise<LastChange | null> {
  const spec = `proj/${project}:env/${environment}:flag/${flag}`;
  const asked = await ask({ path: ['api', 'v2', 'auditlog'], query: { spec, limit: '1' } });
  const [last] = asked.kind === 'answer' ? (auditSchema.safeParse(asked.body).data?.items ?? []) : [];
  if (!last) return null;
  return { by: last.member?.email ?? last.token?.name ?? last.app?.name ?? null, at: last.date ?? null };
}

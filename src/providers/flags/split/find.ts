import type { FlagState } from '../../../domain/flag.ts';
import type { Ask, Asked } from '../ask.ts';
import { type Found, type Refused, refusedBy } from '../edit.ts';
import { noRights, type Place, refused, unknownEnvironment, unknownProject } from '../failures.ts';
import { kept } from '../kept.ts';
import { essence, nothing, type OnOff, percentageIn, segmentsIn, serves, variantsIn } from './rules.ts';
import { definitionSchema, environmentsSchema, flagSchema, messageSchema, type SplitRules } from './shapes.ts';

export interface Where {
  ask: Ask;
  place: Place;
  workspace: string;
  environment: string;
  trafficType: string;
  names: OnOff;
  tokenEnv: string;
}

type Answer = Extract<Asked, { kind: 'answer' }>;

/** Of the Admin API that Split has had all along; Harness's own one is another. */
export const root = ['internal', 'api', 'v2'];

export function flagPath({ workspace }: Where, flag: string): string[] {
  return [...root, 'splits', 'ws', workspace, flag];
}

export function definitionPath(where: Where, flag: string): string[] {
  return [...flagPath(where, flag), 'environments', where.environment];
}

/** A flag as it is now. One that is archived, without rules in the environment, or was never there is found too. */
export async function find(where: Where, flag: string): Promise<Found<SplitRules>> {
  const asked = await where.ask({ path: definitionPath(where, flag) });
  if (asked.kind === 'failed') return asked;
  if (asked.status === 404) return undefinedHere(where, flag);
  const read = definitionSchema.safeParse(asked.body);
  if (asked.status !== 200 || !read.success) return unreadable(where, asked);
  const { killed, lastUpdateTime, ...definition } = read.data;
  return described(where, flag, { stands: 'present', enabled: !killed, definition }, lastUpdateTime ?? null);
}

async function undefinedHere(where: Where, flag: string): Promise<Found<SplitRules>> {
  const wrong = await placeFailure(where);
  if (wrong) return wrong;
  const asked = await where.ask({ path: flagPath(where, flag) });
  if (asked.kind === 'failed') return asked;
  if (asked.status === 404) return described(where, flag, nothing, null);
  const read = flagSchema.safeParse(asked.body);
  if (asked.status !== 200 || !read.success) return unreadable(where, asked);
  const stands = read.data.status?.toUpperCase() === 'ARCHIVED' ? 'archived' : 'present';
  return described(where, flag, { ...nothing, stands }, null);
}

export function unreadable({ place, tokenEnv, workspace }: Where, answer: Answer): Refused {
  if (answer.status === 403) return refusedBy(noRights(place, tokenEnv, `read the flags of workspace ${workspace}`));
  return refusedBy(refused(place, answer.status, detailOf(answer.body)));
}

/** What the service says of a refusal, on one line. */
export function detailOf(body: unknown): string {
  return (messageSchema.safeParse(body).data?.message ?? '').replace(/\s+/g, ' ').slice(0, 200);
}

/** What is wrong with the workspace and its environment; null where nothing is. */
export async function placeFailure(where: Where): Promise<Refused | null> {
  const { ask, workspace, environment, place } = where;
  const asked = await ask({ path: [...root, 'environments', 'ws', workspace] });
  if (asked.kind === 'failed') return asked;
  if (asked.status === 404) return refusedBy(unknownProject(place));
  const read = environmentsSchema.safeParse(asked.body);
  if (asked.status !== 200 || !read.success) return unreadable(where, asked);
  if (read.data.some(({ id, name }) => id === environment || name === environment)) return null;
  return refusedBy(
    unknownEnvironment(
      place,
      read.data.map(({ name }) => name),
    ),
  );
}

/** Whether the environment wants somebody's approval of every change. */
export async function consentIn({ ask, workspace, environment }: Where): Promise<string | null> {
  const asked = await ask({ path: [...root, 'environments', 'ws', workspace] });
  const read = asked.kind === 'answer' ? environmentsSchema.safeParse(asked.body).data : undefined;
  const here = read?.find(({ id, name }) => id === environment || name === environment);
  return here?.changePermissions?.areApprovalsRequired
    ? `Split requires an approval of changes in ${environment}`
    : null;
}

function described({ names }: Where, flag: string, rules: SplitRules, at: number | null): Found<SplitRules> {
  const state: FlagState = {
    flag,
    stands: rules.stands,
    enabled: serves(rules, names),
    percentage: percentageIn(rules, names),
    segments: segmentsIn(rules, names),
    variants: variantsIn(rules, names),
    ...kept(rules, essence(rules)),
    // Split does not tell who it was.
    changed: at === null ? null : { by: null, at },
    master: null,
  };
  return { kind: 'found', rules, state };
}

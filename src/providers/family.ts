import { z } from 'zod';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Permission } from '../domain/permission.ts';
import type { ProviderConfig, Target } from '../domain/target.ts';
import type { ProviderKind, Settings, SettingsSchema, Standpoint } from './kind.ts';

export type Kinds<K extends ProviderKind = ProviderKind> = Readonly<Record<string, K>>;

/** The settings of all kinds of a record. */
export type SettingsOf<R extends Kinds> = z.output<R[keyof R]['schema']>;

/** What `sluice doctor` says of a target's provider. How one is looked at is handed to it. */
export interface FamilyCheck<K extends ProviderKind> {
  /** What is looked at, in a word: `route`. */
  what: string;
  /** It can only be looked at where the target's cluster answers. */
  inCluster: boolean;
  /** Whether there is anything that can be wrong. */
  applies(chosen: Chosen<K>, target: Target): boolean;
  /** What is said of it where nothing is wrong, in a word or two. */
  well(chosen: Chosen<K>, target: Target): string;
  /** What holds without a look, in words; null where it takes one. */
  given(chosen: Chosen<K>): string | null;
  /** What to do where something is wrong. */
  remedy(chosen: Chosen<K>, target: Target): string;
}

/** A family of providers: what the catalogue says of it, and its kinds. */
export interface Family<K extends ProviderKind = ProviderKind> {
  /** Its folder under `src/providers`. */
  folder: string;
  /** What it is for, in the catalogue's reference. */
  description: string;
  /** What holds when the catalogue says nothing. */
  usual: ProviderConfig;
  /** By name, in the order of the reference. */
  kinds: Kinds<K>;
  /** A union over `kind`. */
  schema: z.ZodType<Settings>;
  /** Null where nothing of it can be looked at. */
  check: FamilyCheck<K> | null;
  /** The member of a target that keeps its settings; one that is not there is that of a release from before the family. */
  member: ProviderMember;
}

/** The members of a target that are a provider's settings. */
export type ProviderMember = Exclude<
  { [M in keyof Target]-?: Target[M] extends ProviderConfig | undefined ? M : never }[keyof Target],
  'strategy'
>;

/** What a target says of a family's provider; null for a release that was planned before there was this family. */
export function configIn({ member }: Pick<Family, 'member'>, target: Target): ProviderConfig | null {
  return target[member] ?? null;
}

/** A kind and settings that it understands. */
export interface Chosen<K extends ProviderKind> {
  kind: K;
  config: Settings;
}

/** The schema of a family: a union over `kind`. */
export function unionOf<R extends Kinds>(kinds: R): z.ZodType<SettingsOf<R>> {
  const [first, ...more] = Object.values(kinds).map(({ schema }) => schema);
  if (first === undefined) throw new Error('a family without kinds');
  const options: [SettingsSchema, ...SettingsSchema[]] = [first, ...more];
  return z.discriminatedUnion('kind', options) as unknown as z.ZodType<SettingsOf<R>>;
}

/**
 * The kind that stored settings name. Keys that this version does not know are passed over: another version's release is
 * to be told and found too.
 * @returns null where this version has no such kind, or it cannot read the settings
 */
export function chosen<K extends ProviderKind>(kinds: Kinds<K>, stored: ProviderConfig): Chosen<K> | null {
  const kind = Object.hasOwn(kinds, stored.kind) ? kinds[stored.kind] : undefined;
  const parsed = kind && readStored(kind.schema, stored);
  return kind && parsed?.success ? { kind, config: parsed.data } : null;
}

/** As `chosen`. @throws where there is none: an unknown is never a pass */
export function mustChoose<K extends ProviderKind>(family: Family<K>, stored: ProviderConfig): Chosen<K> {
  const found = chosen(family.kinds, stored);
  if (found) return found;
  const known = Object.keys(family.kinds).join(', ');
  throw new Error(`this Sluice cannot read the settings of ${family.folder} '${stored.kind}' (it knows ${known})`);
}

/** Faults of form, as a later version's settings have for this one; all others are values against a rule. */
const shapes: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'invalid_union',
  'invalid_key',
  'invalid_element',
]);

/**
 * What of a family's stored settings only another version can read, with its place; null where this one can. Values that
 * are only against a rule of this version can be read: whoever uses them says what is wrong.
 */
export function unknownIn(family: Family, target: Target): string | null {
  const stored = configIn(family, target);
  if (stored === null) return null;
  const kind = Object.hasOwn(family.kinds, stored.kind) ? family.kinds[stored.kind] : undefined;
  if (kind === undefined) return `${family.member}.kind is ${JSON.stringify(stored.kind.slice(0, 60))}`;
  const issues = readStored(kind.schema, stored).error?.issues ?? [];
  const issue = issues.find(({ code }) => shapes.has(code));
  return issue ? `${[family.member, ...issue.path].join('.')}: ${issue.message.slice(0, 200)}` : null;
}

/** Parses settings that may be another version's: a key that the schema does not know is no fault of theirs. */
export function readStored<T>(schema: z.ZodType<T>, stored: unknown): z.ZodSafeParseResult<T> {
  const parsed = schema.safeParse(stored);
  const issues = parsed.error?.issues ?? [];
  const foreign = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
  return foreign.length === 0 ? parsed : schema.safeParse(foreign.reduce(without, stored));
}

/** As `readStored`. @throws ZodError */
export function mustRead<T>(schema: z.ZodType<T>, stored: unknown): T {
  const parsed = readStored(schema, stored);
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (typeof value !== 'object' || value === null || key === undefined) return value;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? without(item, rest) : item));
  const members = Object.entries(value);
  const kept = rest.length > 0 ? members : members.filter(([name]) => name !== key);
  return Object.fromEntries(kept.map(([name, member]) => [name, name === key ? without(member, rest) : member]));
}

/** What a target needs in its namespace for its provider of one family. @throws as `mustChoose` */
export function permissionsIn(family: Family, target: Target, from: Standpoint): Permission[] {
  const stored = configIn(family, target);
  if (stored === null) return [];
  const { kind, config } = mustChoose(family, stored);
  return kind.permissions.filter(({ when }) => when?.(config, from) ?? true).map(plain);
}

/** What all kinds of a family together may need. */
export function allPermissionsOf(family: Family): Permission[] {
  return Object.values(family.kinds).flatMap(({ permissions }) => permissions.map(plain));
}

function plain({ group, resource, verbs }: Permission): Permission {
  return { group, resource, verbs };
}

/** Where the provider of one family may have left its marks. @throws as `mustChoose` */
export function objectsIn(family: Family, target: Target): ObjectRef[] {
  const stored = configIn(family, target);
  if (stored === null) return [];
  const { kind, config } = mustChoose(family, stored);
  return kind.objects(config, target);
}

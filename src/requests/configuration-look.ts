import {
  type Configuration,
  type ConfigurationMove,
  type ConfigurationSource,
  longestSource,
} from '../domain/configuration.ts';
import { numberIn } from '../domain/names.ts';
import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { Target } from '../domain/target.ts';
import { configurationOwner } from '../owners/configuration.ts';
import type { Seals } from '../platform/kube/seal.ts';
import type { Kube, KubeObject } from '../platform/kube.ts';
import { type ConfigurationUse, readConfiguration } from '../workloads/objects/configuration.ts';
import { changesBetween, contentText, copyNoteOf } from '../workloads/objects/configuration-content.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { EarlierName } from './configuration-before.ts';

export interface Look {
  kube: Kube;
  seals: Seals;
  setting: Configuration;
  target: Target;
  earlier: EarlierName;
}

/** What becomes of one ConfigMap or Secret that stable names. `source`: the user's own object. */
export type Looked =
  | { kind: 'obstacle'; source: string; obstacle: Obstacle }
  | {
      kind: 'found';
      source: string;
      /** Null where stable goes on with what it names. */
      move: ConfigurationMove | null;
      copy: ConfigurationSource | null;
      findings: PreflightFinding[];
    };

type Found = Extract<Looked, { kind: 'found' }>;

/** What stable names now, and the user's own object that it is, or is a copy of. */
interface Seen {
  use: ConfigurationUse;
  named: KubeObject;
  source: KubeObject;
  isCopy: boolean;
}

export async function lookAtUse(look: Look, use: ConfigurationUse): Promise<Looked> {
  const { kube, target, setting } = look;
  if (isOutside(setting, use)) return found(use.name);
  const get = (name: string) => readConfiguration(kube, use.kind, target.namespace, name);
  const named = await get(use.name);
  const note = named && copyNoteOf(named);
  const name = note?.source ?? use.name;
  const source = note ? await get(name) : named;
  const wanted = setting.versioned === 'all' || setting.versioned.includes(name);
  if (!named || !source) return missing(look, use, { name, wanted, isCopy: note !== null });
  const seen = { use, named, source, isCopy: note !== null };
  if (!wanted) return itself(seen, []);
  const owner = configurationOwner(source);
  if (owner !== null) return itself(seen, [leftAlone(use, name, owner)]);
  if (name.length > longestSource) return tooLong(use, name);
  return (await asBefore(look, seen)) ?? versioned(look, seen);
}

/** The catalogue does not name it, and it is no copy by its name: it need not be read. */
function isOutside({ versioned }: Configuration, { name }: ConfigurationUse): boolean {
  if (versioned === 'all' || versioned.includes(name)) return false;
  return numberIn(name.slice(name.lastIndexOf('-') + 1)) === null;
}

/** Stable names the user's own object, whatever it named. */
function itself({ use, source, isCopy }: Seen, findings: PreflightFinding[]): Looked {
  const { name } = source.metadata;
  const move = isCopy ? { kind: use.kind, source: name, from: use.name, to: name } : null;
  return { kind: 'found', source: name, move, copy: null, findings };
}

/** A copy for this release, unless what runs has the same content already. */
function versioned({ seals }: Look, { use, named, source, isCopy }: Seen): Found {
  const { kind } = use;
  const { name } = source.metadata;
  const text = contentText(source, name);
  if (isCopy && contentText(named, name) === text) return found(name);
  const changes = isCopy ? changesBetween(named, source) : null;
  return {
    ...found(name),
    move: { kind, source: name, from: use.name, to: null },
    copy: { kind, source: name, fingerprint: seals.fingerprint(text), changes },
    findings: isCopy ? [] : [firstCopy(use)],
  };
}

/** Going back: what ran with the earlier version. Null where that was the object itself, or nobody knows. */
async function asBefore(look: Look, seen: Seen): Promise<Found | null> {
  const { kube, target, seals, earlier } = look;
  const { use, source } = seen;
  const { kind } = use;
  const { name } = source.metadata;
  const before = earlier({ kind, name });
  if (before === null) return null;
  if (before === use.name) return found(name);
  if (before === name) return null;
  const copy = await readConfiguration(kube, kind, target.namespace, before);
  const note = copy && copyNoteOf(copy);
  if (!copy || !note || note.source !== name || !seals.fits(contentText(copy, name), note.fingerprint)) {
    const now = versioned(look, seen);
    return { ...now, findings: [...now.findings, copyGone(use, name, before)] };
  }
  const detail = `${kind} ${name} goes back to what that version ran with (${before})`;
  const remedy = `to have what is in ${name} now, release the version again by its name`;
  const findings: PreflightFinding[] = [{ severity: 'note', detail, remedy }];
  return { ...found(name), move: { kind, source: name, from: use.name, to: before }, findings };
}

function found(source: string): Found {
  return { kind: 'found', source, move: null, copy: null, findings: [] };
}

function missing(
  { target }: Look,
  use: ConfigurationUse,
  { name, wanted, isCopy }: { name: string; wanted: boolean; isCopy: boolean },
): Looked {
  if (!isCopy && (use.optional || !wanted)) return found(name);
  const named = isCopy ? `of which ${stableTitle(target)} runs a copy` : `which ${stableTitle(target)} names`;
  const detail = `${use.kind} ${name}, ${named}, is not there`;
  return {
    kind: 'obstacle',
    source: name,
    obstacle: { detail, remedy: 'create it, or take it out of the pod template' },
  };
}

function tooLong({ kind }: ConfigurationUse, name: string): Looked {
  const detail = `the name of ${kind} ${name} is too long for a copy under the name of a release`;
  const remedy = `give it one of at most ${longestSource} characters, or list under \`configuration\` only the others`;
  return { kind: 'obstacle', source: name, obstacle: { detail, remedy } };
}

function leftAlone({ kind }: ConfigurationUse, name: string, owner: string): PreflightFinding {
  const detail = `${kind} ${name} is written by ${owner} and is not copied for the release: pods that start take what then stands in it`;
  return { severity: 'note', detail, remedy: 'change it where its owner has it' };
}

function copyGone({ kind }: ConfigurationUse, name: string, copy: string): PreflightFinding {
  const detail = `${kind} ${copy}, which that version ran with, is gone or was changed: it gets what is in ${name} now`;
  return { severity: 'warn', detail, remedy: `look whether ${name} fits that version, and change it first if not` };
}

function firstCopy({ kind, name }: ConfigurationUse): PreflightFinding {
  const detail = `Pods of now name ${kind} ${name} itself, so a rollback of this release brings back what then stands in it`;
  return { severity: 'note', detail, remedy: 'from the next release on, the rollback has the copy of this one' };
}

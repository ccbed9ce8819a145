import { z } from 'zod';
import { readJson } from '../domain/json.ts';
import { type FieldPath, ownersOf } from '../platform/kube/ownership.ts';
import type { KubeObject } from '../platform/kube.ts';
import { gitOpsTools } from './gitops/index.ts';
import { type GitOpsTool, type Managed, writesAs } from './gitops/tool.ts';
import { updaters } from './updaters/index.ts';
import type { Updater, Updating } from './updaters/updater.ts';

/** Of a list whose items are known by their names. */
const itemSchema = z.object({ name: z.string() });

/** Somebody other than Sluice who writes a field. Texts come from the cluster and are plain. */
export interface Writer {
  /** A tool with its own name for what the object belongs to, or else the field manager. */
  who: string;
  /** What they can do about it, as an imperative; null where nothing is known of them. */
  remedy: string | null;
}

/**
 * Who wrote a field last, other than Sluice: by the server's own book, and where that says nothing, by the marks that
 * GitOps tools leave. Null where neither tells.
 */
export function lastWriter(object: KubeObject, field: FieldPath): Writer | null {
  const owners = ownersOf(object, field).sort((a, b) => timeOf(b.time) - timeOf(a.time));
  const newest = owners[0]?.manager ?? null;
  const found = keeperOf(
    object,
    owners.map(({ manager }) => manager),
  );
  if (found && (newest === null || writesAs(found.tool.managers, newest))) {
    return { who: found.managed.who, remedy: found.managed.remedy(field) };
  }
  if (newest === null) return null;
  const updater = updatersOf(object, field).find(({ managers }) => managers.includes(newest));
  return { who: updater?.updating.who ?? newest, remedy: updater?.updating.remedy ?? null };
}

/** The tool that keeps an object as a repository has it, by its marks; null where none does. */
export function keeperOf(
  object: KubeObject,
  writers: readonly string[],
): { tool: GitOpsTool; managed: Managed } | null {
  for (const tool of Object.values<GitOpsTool>(gitOpsTools)) {
    const managed = tool.recognize(object, writers);
    if (managed) return { tool, managed };
  }
  return null;
}

/** What changes this field by itself, where it is the image of a container. */
export function updatersOf(
  object: KubeObject,
  field: FieldPath,
): { managers: readonly string[]; updating: Updating }[] {
  const container = imageOf(field);
  if (container === null) return [];
  return Object.values<Updater>(updaters).flatMap(({ managers, recognize }) => {
    const updating = recognize(object, container);
    return updating ? [{ managers, updating }] : [];
  });
}

/** The container whose image the field is; null for any other field. */
function imageOf(field: FieldPath): string | null {
  const [item = '', last] = field.slice(-2);
  return last === 'f:image' ? (readJson(itemSchema, item.replace(/^k:/, ''))?.name ?? null) : null;
}

function timeOf(time: string | undefined): number {
  return Date.parse(time ?? '') || 0;
}

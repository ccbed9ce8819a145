import type { FieldPath } from '../../platform/kube/ownership.ts';
import type { KubeObject } from '../../platform/kube.ts';

/** One object that a tool keeps as a repository (or a chart) has it. */
export interface Managed {
  /** The tool and its own name for what the object belongs to: `Argo CD (checkout)`. Plain text from the cluster. */
  who: string;
  /**
   * When it puts back what others change, as far as the object tells: "if …", "at …"; null where that is only when somebody
   * runs it, or where the object says that it is left alone.
   */
  heals: string | null;
  /** What the owner of the tool can do so that it leaves the field alone for the length of a release; an imperative. */
  remedy(field: FieldPath): string;
}

/** A tool that writes objects of users. Pure. */
export interface GitOpsTool {
  /** Field managers that it writes under; one that ends in `*` stands for all that begin like it. Empty where nobody can tell. */
  managers: readonly string[];
  /**
   * Null where the object carries no mark of the tool, or one that was copied from another object.
   * @param writers the field managers in the object's `managedFields`
   */
  recognize(object: KubeObject, writers: readonly string[]): Managed | null;
}

/** How a tool shows on an object: by what it marks it with, or, where the mark is gone, by having written it. */
interface Sign {
  /** The tool's own name for what the object belongs to, from its mark; undefined where there is none. */
  marked: string | undefined;
  /** Of the tool. */
  managers: readonly string[];
  /** Those of the object. */
  writers: readonly string[];
}

/**
 * @param kind of what the object belongs to, in the tool's words; empty where it has none
 * @returns `Flux (HelmRelease checkout)`, or `Flux` where only the writer tells; null where nothing tells of the tool
 */
export function calledBy(tool: string, kind: string, { marked, managers, writers }: Sign): string | null {
  if (marked !== undefined) return `${tool} (${kind === '' ? '' : `${kind} `}${marked})`;
  return writers.some((writer) => writesAs(managers, writer)) ? tool : null;
}

/** Whether a field manager is one of these. */
export function writesAs(managers: readonly string[], writer: string): boolean {
  return managers.some((each) => (each.endsWith('*') ? writer.startsWith(each.slice(0, -1)) : writer === each));
}

/** Of an object's labels or annotations. */
export function markOf({ metadata }: KubeObject, key: string): string | undefined {
  return metadata.annotations?.[key] ?? metadata.labels?.[key];
}

/** `apps/v1` → `apps`; the core group has no name. */
export function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

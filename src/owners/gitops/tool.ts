import type { FieldPath } from '../../platform/kube/ownership.ts';
import type { KubeObject } from '../../platform/kube.ts';

/** One object that a tool keeps as a repository (or a chart) has it. */
export interface Managed {
  /** The tool and its own name for what the object belongs to: `Argo CD (checkout)`. Plain text from the cluster. */
  who: string;
  /** What the owner of the tool can do so that it leaves the field alone for the length of a release; an imperative. */
  remedy(field: FieldPath): string;
}

/** A tool that writes objects of users. Pure. */
export interface GitOpsTool {
  /** Field managers that it writes under. */
  managers: readonly string[];
  /** Puts back by itself what others change; else only when somebody runs it. */
  heals: boolean;
  /**
   * Null where the object carries no mark of the tool.
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
  return writers.some((writer) => managers.includes(writer)) ? tool : null;
}

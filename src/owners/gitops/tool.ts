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
  recognise(object: KubeObject, writers: readonly string[]): Managed | null;
}

import type { KubeObject } from '../../platform/kube.ts';

/** What changes the image of one container of an object by itself. */
export interface Updating {
  /** The tool, with its own name for what it follows. Plain text from the cluster. */
  who: string;
  /** When it does: "when …". */
  when: string;
  /** How its owner keeps it from doing so; an imperative. */
  remedy: string;
}

/** A tool that an object asks to change its image, whoever has written the present one. Pure. */
export interface Updater {
  /** Field managers that it writes under. */
  managers: readonly string[];
  /** Null where the object doesn't ask for it, or not for this container. */
  recognize(object: KubeObject, container: string): Updating | null;
}

import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { readJson } from '../domain/json.ts';
import { annotations, labels } from '../domain/names.ts';
import { actionSchema } from '../domain/plan.ts';
import { readFence } from '../platform/kube/fence.ts';
import type { Seals } from '../platform/kube/seal.ts';
import type { KubeObject } from '../platform/kube.ts';
import { titleOf } from '../workloads/objects/refs.ts';

/** An object in a cluster that carries a mark of a release. */
export interface Seen {
  release: string;
  /** The fencing token of the last write; null where the object is labelled only. */
  fencingToken: number | null;
  /** `Service checkout-candidate`. */
  name: string;
  object: KubeObject;
  /** Sluice itself has left the mark there. All others are told, and nothing is done because of them. */
  sealed: boolean;
}

/** What the store knows of a release: the fencing token of its last worker, null where it is not live there. */
export type Known = { fencingToken: number } | null;

/**
 * `behind`: the cluster was written by a worker that the log knows nothing of, so the log has lost entries.
 * `orphan`: no live release has this id, so nobody looks after the objects.
 */
export type MarkState = 'well' | 'behind' | 'orphan';

/** Of what somebody wrote into a mark, no more is carried along. */
const longestId = 63;

/** Which of these objects carry marks, whoever made them. */
export function seenIn(objects: readonly KubeObject[], seals: Seals): Seen[] {
  return objects.flatMap((object) => {
    const mark = readFence(object);
    const marks = object.metadata.annotations;
    const release =
      mark?.release ?? object.metadata.labels?.[labels.release] ?? marks?.[annotations.fence] ?? unnamed(marks);
    if (release === undefined) return [];
    const name = titleOf(object, object.metadata.name);
    const sealed = seals.holds(object);
    return [{ release: release.slice(0, longestId), fencingToken: mark?.fencingToken ?? null, name, object, sealed }];
  });
}

/** Of a note on how something is undone that does not say of which release it is. */
function unnamed(marks: Record<string, string> | undefined): string | undefined {
  return marks?.[annotations.undo] === undefined ? undefined : '?';
}

/**
 * @param seen what Sluice has left of this release
 * @param known what the store said after the objects were read: a mark is never older than the log that led to it
 */
export function judge(seen: readonly Seen[], known: Known): MarkState {
  if (known === null) return 'orphan';
  return highestToken(seen) > known.fencingToken ? 'behind' : 'well';
}

export function highestToken(seen: readonly Seen[]): number {
  return Math.max(0, ...seen.map(({ fencingToken }) => fencingToken ?? 0));
}

/** The number of the train that the release was part of; null where none of its marks says one. */
export function trainIn(seen: readonly Seen[]): number | null {
  for (const { object } of seen) {
    const number = /^[1-9]\d{0,11}$/.exec(object.metadata.annotations?.[annotations.train] ?? '')?.[0];
    if (number !== undefined) return Number(number);
  }
  return null;
}

/** The release's undo as the candidate's objects carry it; null where none of them does. */
export function undoIn(seen: readonly Seen[]): Action[] | null {
  for (const { object } of seen) {
    const text = object.metadata.annotations?.[annotations.undo];
    const undo = readJson(z.array(actionSchema).min(1), text ?? '');
    if (undo) return undo;
  }
  return null;
}

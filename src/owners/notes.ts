import { type FieldPath, ownersOf } from '../platform/kube/ownership.ts';
import type { KubeObject } from '../platform/kube.ts';
import { autoscalerOf } from './autoscalers.ts';
import { keeperOf } from './writers.ts';

/** A field of the user's that a release will write. */
export interface Written {
  object: KubeObject;
  field: FieldPath;
  /** As people call it: `image`. */
  name: string;
}

/** What was read of a place before a plan is made. */
export interface OwnersSeen {
  stable: KubeObject;
  written: readonly Written[];
  /** Those of the namespace; or why they could not be read, in words. */
  autoscalers: readonly KubeObject[] | { unseen: string };
}

/** Plain texts: without a full stop, and an imperative. */
export interface OwnerNote {
  detail: string;
  remedy: string;
}

/** Who else writes what a release will write, and what a person can do about it. Pure. */
export function ownerNotes({ stable, written, autoscalers }: OwnersSeen): OwnerNote[] {
  return [...sizeNotes(stable, autoscalers), ...written.flatMap(keptNotes)];
}

function sizeNotes(stable: KubeObject, autoscalers: OwnersSeen['autoscalers']): OwnerNote[] {
  const title = `${stable.kind} ${stable.metadata.name}`;
  if ('unseen' in autoscalers) {
    const detail = `Can't tell whether an autoscaler decides how many pods ${title} has (${autoscalers.unseen})`;
    return [{ detail, remedy: 'let Sluice list horizontalpodautoscalers in the namespace' }];
  }
  const found = autoscalerOf({ kind: stable.kind, name: stable.metadata.name }, autoscalers);
  if (!found) return [];
  return [
    {
      detail: `${found.who} decides how many pods ${title} has (${found.min} to ${found.max}), and may take some away while the new version has the traffic`,
      remedy: 'where a rollback must not wait for pods, raise its minimum to what the traffic needs',
    },
  ];
}

/** Only what a tool puts back by itself, and owns: what is not in Git it leaves alone. */
function keptNotes({ object, field, name }: Written): OwnerNote[] {
  const writers = ownersOf(object, field).map(({ manager }) => manager);
  const kept = keeperOf(object, writers);
  if (!kept?.tool.heals) return [];
  const booked = (object.metadata.managedFields?.length ?? 0) > 0;
  if (booked && !writers.some((writer) => kept.tool.managers.includes(writer))) return [];
  const detail = `${kept.managed.who} keeps the ${name} of ${object.kind} ${object.metadata.name} as Git has it, and may put it back during the release`;
  return [{ detail, remedy: kept.managed.remedy(field) }];
}

import type { PreflightFinding } from '../domain/preflight.ts';
import { type FieldPath, ownersOf } from '../platform/kube/ownership.ts';
import type { KubeObject } from '../platform/kube.ts';
import { type Autoscaler, autoscalersOf } from './autoscalers.ts';
import { writesAs } from './gitops/tool.ts';
import { keeperOf, updatersOf } from './writers.ts';

/** A field of the user's that a release will write. */
export interface Written {
  object: KubeObject;
  field: FieldPath;
  /** As people call it: `image`. */
  name: string;
}

/** What a release does with the workload. */
export interface Handled {
  /** A copy runs beside it and takes the traffic meanwhile. */
  clones: boolean;
  /** Its pods are replaced while it runs; with neither, it is scaled to 0 in between. */
  rolls: boolean;
}

/** What was read of a place before a plan is made. */
export interface OwnersSeen {
  stable: KubeObject;
  written: readonly Written[];
  /** Those of the namespace; or why they could not be read, in words. */
  autoscalers: readonly KubeObject[] | { unseen: string };
  handling: Handled;
}

/** Who else writes what a release will write, and what a person can do about it. Pure. */
export function ownerNotes({ stable, written, autoscalers, handling }: OwnersSeen): PreflightFinding[] {
  return [...written.flatMap(keptNotes), ...written.flatMap(updaterNotes), ...sizeNotes(stable, autoscalers, handling)];
}

function sizeNotes(stable: KubeObject, autoscalers: OwnersSeen['autoscalers'], handling: Handled): PreflightFinding[] {
  const title = `${stable.kind} ${stable.metadata.name}`;
  if ('unseen' in autoscalers) {
    const detail = `Can't tell whether an autoscaler decides how many pods ${title} has (${autoscalers.unseen})`;
    return [{ severity: 'note', detail, remedy: 'let Sluice list horizontalpodautoscalers in the namespace' }];
  }
  const found = autoscalersOf({ kind: stable.kind, name: stable.metadata.name }, autoscalers);
  const notes = found.map((each) => sizeNote(title, each, handling));
  if (found.length < 2) return notes;
  const detail = `${found.map(({ who }) => who).join(' and ')} scale ${title} against each other`;
  return [{ severity: 'warn', detail, remedy: 'keep one of them' }, ...notes];
}

function sizeNote(title: string, { who, wakes, min, max }: Autoscaler, { clones, rolls }: Handled): PreflightFinding {
  const size = `${who} decides how many pods ${title} has (${min} to ${max})`;
  if (clones) {
    const detail = `${size}, so it may scale stable down while the candidate has the traffic; the candidate keeps the size of the plan`;
    const remedy = 'if a rollback must not wait for pods to start, raise its minimum to what all of the traffic needs';
    return { severity: 'note', detail, remedy };
  }
  if (rolls) {
    const detail = `${size}, also while they are replaced: the rollout follows the size that it sets`;
    return { severity: 'note', detail, remedy: 'leave it as it is' };
  }
  if (wakes !== null) {
    const detail = `${size}, and may start pods of the old version while the release has scaled it to 0`;
    return { severity: 'warn', detail, remedy: wakes };
  }
  const detail = `${size}, but for the time in which the release has scaled it to 0`;
  return { severity: 'note', detail, remedy: 'leave it as it is' };
}

/** Only what a tool puts back by itself, and owns: what is not in Git it leaves alone. */
function keptNotes({ object, field, name }: Written): PreflightFinding[] {
  const writers = ownersOf(object, field).map(({ manager }) => manager);
  const kept = keeperOf(object, writers);
  const heals = kept?.managed.heals ?? null;
  if (!kept || heals === null) return [];
  const { managers } = kept.tool;
  const booked = (object.metadata.managedFields?.length ?? 0) > 0 && managers.length > 0;
  if (booked && !writers.some((writer) => writesAs(managers, writer))) return [];
  const detail = `${kept.managed.who} manages the ${name} of ${object.kind} ${object.metadata.name}, and may revert it during the release: ${heals}`;
  return [{ severity: 'warn', detail, remedy: kept.managed.remedy(field) }];
}

/** What changes images by itself does so whoever owns the field. */
function updaterNotes({ object, field, name }: Written): PreflightFinding[] {
  return updatersOf(object, field).map(({ updating: { who, when, remedy } }) => {
    const detail = `${who} changes the ${name} of ${object.kind} ${object.metadata.name} by itself, and may do so during the release: ${when}`;
    return { severity: 'warn', detail, remedy };
  });
}

import { z } from 'zod';
import { canonicalJson } from '../../../domain/json.ts';
import { annotations, candidateLabels, labels } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { ownerSchema } from '../../../platform/kube/ownership.ts';
import type { KubeObject } from '../../../platform/kube.ts';
import { serviceSelector } from '../../../workloads/objects/service.ts';
import { readUndo } from '../table/undo.ts';

export type Selector = Record<string, string>;

/** What a Service was before: where it led. */
const selectorUndoSchema = z.object({
  format: z.literal(1),
  selector: z.record(z.string(), z.string()),
  owners: z.array(ownerSchema),
});
export type SelectorUndo = z.infer<typeof selectorUndoSchema>;

/** The note on a Service, or null where there is none or it cannot be read. */
export function noteOn(object: KubeObject): SelectorUndo | null {
  return readUndo(object, selectorUndoSchema);
}

export function withNote(object: KubeObject, note: SelectorUndo): KubeObject {
  const notes = { ...object.metadata.annotations, [annotations.undo]: JSON.stringify(note) };
  return { ...object, metadata: { ...object.metadata, annotations: notes } };
}

/** Of the labels that only a release's own pods have; their workload selects them by the same, which nobody can change. */
export function candidateSelectorOf(target: Target, release: string): Selector {
  return { [labels.release]: release, ...candidateLabels(target) };
}

/** Whether the Service leads to a candidate of this workload, be it another release's. */
export function leadsToCandidate(object: KubeObject, target: Target): boolean {
  const selector = serviceSelector(object) ?? {};
  return Object.entries(candidateLabels(target)).every(([key, value]) => selector[key] === value);
}

/** Whether the Service leads to this release's pods, and to all of them. */
export function leadsToRelease(object: KubeObject, target: Target, release: string): boolean {
  return canonicalJson(serviceSelector(object)) === canonicalJson(candidateSelectorOf(target, release));
}

export function withSelector(object: KubeObject, selector: Selector): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), selector } };
}

import { z } from 'zod';
import { readJson } from '../../../domain/json.ts';
import { annotations } from '../../../domain/names.ts';
import { ownerSchema } from '../../../platform/kube/ownership.ts';
import type { KubeObject } from '../../../platform/kube.ts';

const weight = z.number().nullable();

const notedRuleSchema = z.object({
  index: z.number(),
  /** By what the rule is found again. */
  name: z.string().optional(),
  /** Stable's; null where none was written. */
  weight,
  /** Those of the user's other destinations, in their order; absent where there are none. */
  others: z.array(weight).optional(),
});
export type NotedRule = z.infer<typeof notedRuleSchema>;

/** What a table of rules was before: the weights of each rule that is divided. */
export const routeUndoSchema = z.object({
  format: z.literal(1),
  routes: z.array(notedRuleSchema),
  owners: z.array(ownerSchema),
});
export type RouteUndo = z.infer<typeof routeUndoSchema>;

/** What a DestinationRule was before: whether it had a list of subsets at all. */
export const subsetUndoSchema = z.object({
  format: z.literal(1),
  had: z.boolean(),
  owners: z.array(ownerSchema),
});
export type SubsetUndo = z.infer<typeof subsetUndoSchema>;

/** The note on an object, or null where there is none or it cannot be read. */
export function readUndo<T>(object: KubeObject, schema: z.ZodType<T>): T | null {
  const text = object.metadata.annotations?.[annotations.undo];
  return text === undefined ? null : readJson(schema, text);
}

export function withUndo(object: KubeObject, undo: RouteUndo | SubsetUndo): KubeObject {
  const notes = { ...object.metadata.annotations, [annotations.undo]: JSON.stringify(undo) };
  return { ...object, metadata: { ...object.metadata, annotations: notes } };
}

export function withoutUndo(object: KubeObject): KubeObject {
  const { [annotations.undo]: _, ...rest } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations: rest } };
}

export function hasUndo(object: KubeObject): boolean {
  return object.metadata.annotations?.[annotations.undo] !== undefined;
}

/** It carries a mark of a release. */
export function hasFence(object: KubeObject): boolean {
  return object.metadata.annotations?.[annotations.fence] !== undefined;
}

import { z } from 'zod';
import { type JsonObject, jsonSchema } from '../../domain/json.ts';
import { fieldManager, type KubeObject, type ObjectMeta } from '../kube.ts';

/** A field in the way that `managedFields` names it, from the top: `['f:spec', 'f:http']`. */
export type FieldPath = readonly string[];

/** Who owned a field before Sluice wrote it: enough to find, or to write anew, the entry in `managedFields`. */
export const ownerSchema = z.object({
  manager: z.string(),
  operation: z.enum(['Apply', 'Update']),
  apiVersion: z.string(),
  time: z.string().optional(),
});
export type Owner = z.infer<typeof ownerSchema>;

const entrySchema = z.looseObject({
  manager: z.string().default(''),
  operation: z.string().default(''),
  apiVersion: z.string().default(''),
  time: z.string().optional(),
  subresource: z.string().optional(),
  fieldsV1: z.record(z.string(), jsonSchema).default({}),
});
type Entry = z.infer<typeof entrySchema>;

/** The managers, other than Sluice, that own the field itself. */
export function ownersOf(object: KubeObject, path: FieldPath): Owner[] {
  return entriesOf(object)
    .filter((entry) => entry.manager !== fieldManager && !entry.subresource && owns(entry.fieldsV1, path))
    .flatMap((entry) => {
      const owner = ownerSchema.safeParse(entry);
      return owner.success ? [owner.data] : [];
    });
}

/** Whether this manager owns the field itself. */
export function ownsField(object: KubeObject, path: FieldPath, manager: string): boolean {
  return entriesOf(object).some((entry) => entry.manager === manager && owns(entry.fieldsV1, path));
}

/**
 * The object with its field ownership as if Sluice had never written it: Sluice's own entries are gone, and a field
 * that nobody owns any more is given back to those who owned it.
 *
 * Why: a write makes the writer the owner of what it changes, and takes the field from everyone else. Were it left at
 * that, the user's next server-side apply (kubectl, Argo CD, Flux) of another value would be refused as a conflict
 * with Sluice; and with the owner simply struck out, a field that the user then drops from the manifest would stay for
 * ever, since apply removes only what its own manager owned.
 *
 * The API server takes `managedFields` from a PUT as they are given, but books every *value* that changes in the same
 * request to the writer. So this must be a write of its own, after the values have been put back.
 */
export function handBack(object: KubeObject, path: FieldPath, owners: readonly Owner[]): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const others = entriesOf(object).filter((entry) => entry.manager !== fieldManager);
  const taken = others.some((entry) => !entry.subresource && owns(entry.fieldsV1, path));
  const entries =
    taken || !has(object, path) ? others : owners.reduce((list, owner) => give(list, path, owner), others);
  const metadata: ObjectMeta = { ...object.metadata, managedFields: entries as JsonObject[] };
  return { ...object, metadata };
}

/** Whether Sluice owns anything in the object. */
export function ownsAnything(object: KubeObject): boolean {
  return entriesOf(object).some((entry) => entry.manager === fieldManager);
}

function entriesOf(object: KubeObject): Entry[] {
  return (object.metadata.managedFields ?? []).flatMap((entry) => {
    const parsed = entrySchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

function owns(fields: unknown, path: FieldPath): boolean {
  return step(fields, path) !== undefined;
}

function has(object: KubeObject, path: FieldPath): boolean {
  return (
    step(
      object,
      path.map((part) => part.replace(/^f:/, '')),
    ) !== undefined
  );
}

function step(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined),
    value,
  );
}

function give(entries: Entry[], path: FieldPath, owner: Owner): Entry[] {
  const index = entries.findIndex(
    (entry) => entry.manager === owner.manager && entry.operation === owner.operation && !entry.subresource,
  );
  const entry = entries[index];
  if (entry) return entries.with(index, { ...entry, fieldsV1: withField(entry.fieldsV1, path) });
  return [...entries, { ...owner, fieldsType: 'FieldsV1', fieldsV1: withField({}, path) }];
}

function withField(fields: JsonObject, [head, ...rest]: FieldPath): JsonObject {
  if (head === undefined) return fields;
  const below = fields[head];
  const child = typeof below === 'object' && below !== null && !Array.isArray(below) ? below : {};
  return { ...fields, [head]: withField(child, rest) };
}

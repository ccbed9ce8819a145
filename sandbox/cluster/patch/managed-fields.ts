import { equal } from '../model/json.ts';
import type { KubeObject, ManagedFieldsEntry, ResourceType } from '../model/types.ts';
import { decodeFields, encodeFields, type FieldSet, fieldValues } from './field-set.ts';

/** One owner of fields. */
export interface Manager {
  name: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  time: string;
  fields: FieldSet;
}

/** Reads `metadata.managedFields`. */
export function readManagers(object: KubeObject | undefined): Manager[] {
  return (object?.metadata.managedFields ?? []).map((entry) => ({
    name: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    subresource: entry.subresource ?? '',
    time: entry.time,
    fields: decodeFields(entry.fieldsV1),
  }));
}

/** Writes `metadata.managedFields`; owners of nothing are left out. */
export function writeManagers(managers: readonly Manager[]): ManagedFieldsEntry[] {
  return managers
    .filter((manager) => manager.fields.size > 0)
    .map((manager) => ({
      manager: manager.name,
      operation: manager.operation,
      apiVersion: manager.apiVersion,
      time: manager.time,
      fieldsType: 'FieldsV1',
      fieldsV1: encodeFields(manager.fields),
      ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
    }));
}

/** True when both are entries of the same owner. */
export function sameManager(a: Manager, b: Omit<Manager, 'fields' | 'time' | 'apiVersion'>): boolean {
  return a.name === b.name && a.operation === b.operation && a.subresource === b.subresource;
}

/** Whether nothing differs, the owners of fields aside, which `next` does not have yet. */
export function sameButOwners(live: KubeObject, next: KubeObject): boolean {
  return equal({ ...live, metadata: { ...live.metadata, managedFields: undefined } }, next);
}

/**
 * The owners after a write that is not an apply: what the writer set or changed is the writer's alone, what is
 * gone is nobody's.
 */
export function managersAfterUpdate(
  type: ResourceType,
  live: KubeObject | undefined,
  next: KubeObject,
  writer: Omit<Manager, 'fields' | 'operation'>,
): Manager[] {
  const before = live === undefined ? new Map<string, unknown>() : fieldValues(type, live);
  const after = fieldValues(type, next);
  const changed = new Set([...after].filter(([path, value]) => !equal(before.get(path), value)).map(([path]) => path));
  const own = { ...writer, operation: 'Update' as const };
  const managers = readManagers(live);
  const previous = managers.find((manager) => sameManager(manager, own))?.fields ?? new Set<string>();
  const fields = new Set([...[...previous].filter((path) => after.has(path)), ...changed]);
  const unchanged = fields.size === previous.size && [...fields].every((path) => previous.has(path));
  const time = unchanged ? (managers.find((manager) => sameManager(manager, own))?.time ?? own.time) : own.time;
  const others = managers.map((manager) => ({
    ...manager,
    fields: new Set([...manager.fields].filter((path) => after.has(path) && !changed.has(path))),
  }));
  return replaceManager(others, { ...own, time, fields });
}

/** Puts the entry in the place of the same owner's former one, or at the end. */
export function replaceManager(managers: readonly Manager[], entry: Manager): Manager[] {
  const at = managers.findIndex((manager) => sameManager(manager, entry));
  return at < 0 ? [...managers, entry] : managers.with(at, entry);
}
